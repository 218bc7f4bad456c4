import { parseArgs } from 'node:util';
import { runKillTest } from './kill-test.ts';
import { runOutageTest } from './outage/outage-test.ts';
import { OUTAGES } from './outage/outages.ts';
import { describeOutage } from './outage/result.ts';
import { describeResult, isGood, type KillTestOptions } from './result.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    case: { type: 'string' },
    source: { type: 'string' },
  },
});
const { only } = values;
if (only !== undefined && only !== 'sqlite' && only !== 'postgres')
  fail(`Invalid --only "${only}": use sqlite or postgres.`);

const [mode = 'kill', ...rest] = positionals;
if (rest.length > 0 || (mode !== 'kill' && mode !== 'outage'))
  fail(`Invalid mode "${positionals.join(' ')}": use kill or outage.`);
await (mode === 'kill' ? kill() : outage());

async function kill(): Promise<void> {
  const shared = { kills: Number(values.kills), seed: Number(values.seed) };
  const all: readonly KillTestOptions[] = [
    { ...shared, database: 'sqlite', instances: 1 },
    { ...shared, database: 'postgres', instances: 2 },
  ];
  for (const options of all) {
    if (only !== undefined && options.database !== only) continue;
    const result = await runKillTest(options);
    console.log(describeResult(options, result));
    if (!isGood(result)) process.exitCode = 1;
  }
}

/** Every outage once by polling and once with webhooks. */
async function outage(): Promise<void> {
  const chosen = OUTAGES.filter(
    ({ name, database }) =>
      (only === undefined || database === only) &&
      (values.case === undefined || name === values.case),
  );
  const sources = (['polling', 'webhooks'] as const).filter(
    (source) => values.source === undefined || source === values.source,
  );
  if (chosen.length === 0 || sources.length === 0) {
    const names = OUTAGES.map(({ name }) => `"${name}"`).join(', ');
    fail(
      `No such outage: use --case with one of ${names}, and --source with polling or webhooks.`,
    );
  }
  for (const one of chosen)
    for (const source of sources) {
      const result = await runOutageTest(one, source);
      console.log(describeOutage(result));
      if (result.faults.length > 0) process.exitCode = 1;
    }
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
