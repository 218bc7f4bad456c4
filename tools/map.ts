/**
 * Writes docs/map.md from the files themselves: each source file with the first sentence of its doc comment.
 * `--check` writes nothing and fails if the map is out of date.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const MAP = 'docs/map.md';

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard'],
  { encoding: 'utf8' },
)
  .split('\n')
  .filter(
    (file) =>
      /^(apps|libs|tools)\/.*\.(ts|mts|js|css|html)$/.test(file) &&
      !/\.(test|config|d)\.ts$|\/files\/|\/(docs|assets|templates)\//.test(
        file,
      ),
  )
  .toSorted();

const folders = Map.groupBy(files, dirname);
const tree = [...folders].map(([folder, inside]) => {
  const lines = inside.map((file) => {
    const about = sentenceAbout(file, readFileSync(file, 'utf8'));
    return `- \`${file.slice(folder.length + 1)}\`${about === '' ? '' : ` ${about}`}`;
  });
  return `## ${folder}\n\n${lines.join('\n')}\n`;
});
const map = `# Map of the source files

Written by \`npm run map\` from the first sentence of each file's doc comment. Tests are next to the files they test.

${tree.join('\n')}`;

if (!process.argv.includes('--check')) writeFileSync(MAP, map);
else if (map !== readFileSync(MAP, 'utf8')) {
  console.error(`${MAP} is out of date. Run npm run map.`);
  process.exitCode = 1;
}

/** The first sentence of the file's own doc comment, or of the export whose name fits the file's name best. */
function sentenceAbout(file: string, text: string): string {
  const whole =
    /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\/\n(?:\n|import|export \{)/.exec(text)?.[1];
  const best = declarationsOf(text)
    .map((one) => ({ ...one, fit: fitOf(file, one) }))
    .toSorted((one, other) => other.fit - one.fit)[0];
  const comment = whole ?? best?.comment;
  if (comment === undefined) return fallback(file, text);
  const words = comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  // "PORT." and "ADAPTER." name the kind of file; the sentence after them is part of the description.
  const [sentence = ''] =
    /^(?:[A-Z]{4,}\. )?.*?(?:\.(?=\s|$)|$)/.exec(words) ?? [];
  return sentence.replace(/ @\w+ .*$/, '').replace(/[:;]$/, '');
}

/** Describes a file without a doc comment by its place, or by the names it exports. */
function fallback(file: string, text: string): string {
  if (basename(file) === 'index.ts') return 'The public names.';
  if (basename(file) === 'main.ts') return 'The entry point.';
  if (!/^(?!export|import).*\S/m.test(text.replace(/\{[\s\S]*?\}.*;/g, '')))
    return 'The public names of a subpath.';
  return exportsOf(text);
}

interface Declaration {
  readonly name: string;
  readonly comment: string;
  readonly kind: string;
}

function declarationsOf(text: string): Declaration[] {
  const declaration =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(export )?(?:async )?(function\*?|const|class|type|interface) (\w+)/g;
  return [...text.matchAll(declaration)].flatMap(
    ([, comment, exported, kind, name]) =>
      exported === undefined ||
      comment === undefined ||
      name === undefined ||
      kind === undefined
        ? []
        : [{ comment, kind, name }],
  );
}

/** How well a declaration's name fits the file's name. Functions rank before types, constants last. */
function fitOf(file: string, { name, kind }: Declaration): number {
  const plain = name.toLowerCase();
  const words = basename(file)
    .replace(/\.\w+$/, '')
    .split('-');
  const shared = words.filter((word) =>
    plain.includes(word.replace(/s$/, '')),
  ).length;
  const rank = kind.startsWith('function') ? 2 : kind === 'const' ? 0 : 1;
  return shared * 10 + rank;
}

function exportsOf(text: string): string {
  const names = [
    ...text.matchAll(
      /export (?:async )?(?:const|function\*?|class|type|interface) (\w+)/g,
    ),
  ].map(([, name]) => `\`${name}\``);
  return names.length === 0 ? '' : names.slice(0, 4).join(', ');
}
