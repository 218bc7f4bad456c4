import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.ts';
import { writeDocument } from './document.ts';
import { describeMachine } from './harness/machine.ts';
import { hasPeers, installPeers } from './harness/peers.ts';
import { renderTable, renderTargets } from './harness/report.ts';
import { saveResult } from './harness/results.ts';

const USAGE = `npm run bench [-- [--quick] [--no-peers] [--corpus FILE] [NAME…]]

Measures ${BENCHMARKS.map(({ name }) => name).join(', ')}: all of them, or those named.

  peers          installs what is compared with (done by itself when it is missing)
  doc            writes the newest results into docs/benchmarks.md

  --quick        short rounds and small cases: to see that it works
  --no-peers     ours and the floors alone
  --corpus FILE  url-guard: JSON list of { url, expect: 'allow' | 'block' } to judge as well
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      'no-peers': { type: 'boolean', default: false },
      corpus: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(USAGE);
  if (positionals[0] === 'peers') return installPeers() ? 0 : 1;
  if (positionals[0] === 'doc')
    return say(`${await writeDocument()} written\n`);
  const unknown = positionals.find(
    (name) => !BENCHMARKS.some((one) => one.name === name),
  );
  if (unknown !== undefined) {
    process.stderr.write(`There is no benchmark "${unknown}".\n\n${USAGE}`);
    return 2;
  }
  const peers = !values['no-peers'] && (hasPeers() || installPeers());
  if (!peers) say('Without peers: ours and the floors alone.\n\n');
  const machine = await describeMachine(peers);
  say(`${machine.summary}\n\n`);
  const chosen = BENCHMARKS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  for (const { name, run } of chosen) {
    say(`## ${name}\n\n`);
    const started = performance.now();
    const report = await run({
      quick: values.quick,
      peers,
      ...(values.corpus === undefined ? {} : { corpus: values.corpus }),
    });
    const seconds = Math.round((performance.now() - started) / 1000);
    for (const table of report.tables) say(`${renderTable(table)}\n`);
    say(`${renderTargets(report.targets)}\n`);
    const file = await saveResult({
      name,
      quick: values.quick,
      seconds,
      machine,
      report,
    });
    say(`${seconds} s, ${file}\n\n`);
  }
  return 0;
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}
