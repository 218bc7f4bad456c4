/**
 * Writes the tree in AGENTS.md from the files themselves: each file with the beginning of its first doc comment.
 * `--check` changes nothing and fails where the tree is not what it should be.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const MAP = 'AGENTS.md';
const START = '<!-- tree: npm run map writes it -->';
const END = '<!-- /tree -->';
const LONGEST = 100;

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
const tree = [...folders]
  .map(([folder, inside]) =>
    [
      `### ${folder}`,
      '',
      ...inside.map((file) => {
        const about = halfLine(file, readFileSync(file, 'utf8'));
        return `- \`${file.slice(folder.length + 1)}\`${about === '' ? '' : ` ${about}`}`;
      }),
    ].join('\n'),
  )
  .join('\n\n');

const before = readFileSync(MAP, 'utf8');
const [head, rest = ''] = before.split(START);
const tail = rest.split(END)[1];
if (tail === undefined) throw new Error(`${MAP} lacks "${START}" or "${END}"`);
const after = `${head}${START}\n\n${tree}\n\n${END}${tail}`;
if (!process.argv.includes('--check')) writeFileSync(MAP, after);
else if (after !== before) {
  console.error(`${MAP} does not match the files: run npm run map`);
  process.exitCode = 1;
}

/** The first sentence about what the file is named after: the doc comment of the export that its name fits best. */
function halfLine(file: string, text: string): string {
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
  // "PORT." and "ADAPTER." say what kind of file it is; the sentence after them says which.
  const [sentence = ''] =
    /^(?:[A-Z]{4,}\. )?.*?(?:[.;](?=\s|$)|$)/.exec(words) ?? [];
  const plain = sentence.replace(/[.:;]$/, '');
  if (plain.length <= LONGEST) return plain;
  const cut = Math.max(
    ...[': ', ', ', ' (', '. '].map((mark) => plain.lastIndexOf(mark, LONGEST)),
  );
  return cut > LONGEST / 3
    ? plain.slice(0, cut)
    : `${plain.slice(0, plain.lastIndexOf(' ', LONGEST))} …`;
}

/** What a file without a doc comment is: its place says it, or the names it exports. */
function fallback(file: string, text: string): string {
  if (basename(file) === 'index.ts') return 'The public names';
  if (basename(file) === 'main.ts') return 'Where the program starts';
  if (!/^(?!export|import).*\S/m.test(text.replace(/\{[\s\S]*?\}.*;/g, '')))
    return 'Public names of a subpath';
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

/** How well a declaration's name fits the file's; functions before types, constants last. */
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
