import { readFile, writeFile } from 'node:fs/promises';
import { BENCHMARKS } from './benchmarks.ts';
import { renderTable, renderTargets } from './harness/report.ts';
import { newestResult, type Result } from './harness/results.ts';

const DOCUMENT = new URL('../../../docs/benchmarks.md', import.meta.url);
const START = '<!-- results -->';
const END = '<!-- /results -->';

/** Puts the newest full result of each benchmark between the marks of docs/benchmarks.md. What is around them stays. */
export async function writeDocument(): Promise<string> {
  const results: Result[] = [];
  for (const { name } of BENCHMARKS) {
    const result = await newestResult(name);
    if (result !== undefined) results.push(result);
  }
  const text = await readFile(DOCUMENT, 'utf8');
  const [before, after] = [text.indexOf(START), text.indexOf(END)];
  if (before < 0 || after < before)
    throw new Error(`docs/benchmarks.md lacks ${START} or ${END}`);
  await writeFile(
    DOCUMENT,
    `${text.slice(0, before + START.length)}\n\n${renderResults(results)}\n${text.slice(after)}`,
  );
  return 'docs/benchmarks.md';
}

export function renderResults(results: readonly Result[]): string {
  const targets = results.flatMap(({ name, report }) =>
    report.targets.map((target) => ({
      ...target,
      name: `${name}: ${target.name}`,
    })),
  );
  const peers = results.find(({ machine }) => machine.peers.length > 0);
  return [
    '## Targets',
    '',
    renderTargets(targets),
    ...results.flatMap(({ name, seconds, machine, report }) => [
      `## ${name}`,
      '',
      `${machine.date.slice(0, 10)}; ${machine.summary}; took ${seconds} s.`,
      '',
      ...report.tables.map(renderTable),
    ]),
    ...(peers === undefined
      ? []
      : ['## Versions', '', `${peers.machine.peers.join(', ')}.`, '']),
  ].join('\n');
}
