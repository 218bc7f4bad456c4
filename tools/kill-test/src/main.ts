import { parseArgs } from 'node:util';
import { runKillTest } from './kill-test.ts';
import { describeResult, isGood, type KillTestOptions } from './result.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const shared = { kills: Number(values.kills), seed: Number(values.seed) };
const all: readonly KillTestOptions[] = [
  { ...shared, database: 'sqlite', instances: 1 },
  { ...shared, database: 'postgres', instances: 2 },
];
const chosen = all.filter(
  ({ database }) => values.only === undefined || values.only === database,
);
if (chosen.length === 0) {
  console.error(`Invalid --only "${values.only}": use sqlite or postgres.`);
  process.exit(2);
}
for (const options of chosen) {
  const result = await runKillTest(options);
  console.log(describeResult(options, result));
  if (!isGood(result)) process.exitCode = 1;
}
