import type { Benchmark } from '../harness/benchmark.ts';
import { measureCalls } from './calls.ts';
import { measureLag } from './lag.ts';

/** What following runs costs in calls, and how soon their end is reported. */
export const following: Benchmark = {
  name: 'following',
  async run({ quick }) {
    const calls = await measureCalls(quick);
    const lag = await measureLag(quick);
    return {
      tables: [...calls.tables, ...lag.tables],
      targets: [...calls.targets, ...lag.targets],
    };
  },
};
