import type { KillTestOptions } from './kill-test.ts';

/** What people were told, counted after everything had come to rest. */
export interface KillTestResult {
  readonly kills: number;
  readonly seconds: number;
  /** Commands that were answered in time; of the others Discord itself says that the application did not respond. */
  readonly answered: number;
  readonly unanswered: number;
  readonly runs: number;
  /** Runs whose requester was mentioned exactly once and whose message shows the outcome. */
  readonly toldOnce: number;
  /** Answered commands that started nothing, whose message says so. */
  readonly toldNotStarted: number;
  /** Faults, one line each. */
  readonly notTold: readonly string[];
  readonly toldTwice: readonly string[];
  /** More than one run for one command. */
  readonly startedTwice: readonly string[];
  readonly openFollows: number;
}

export function isGood(result: KillTestResult): boolean {
  return (
    result.notTold.length === 0 &&
    result.toldTwice.length === 0 &&
    result.startedTwice.length === 0 &&
    result.openFollows === 0
  );
}

export function describeResult(
  { database, instances, seed }: KillTestOptions,
  result: KillTestResult,
): string {
  const faults = [
    ...result.notTold.map((line) => `  NOT TOLD      ${line}`),
    ...result.toldTwice.map((line) => `  TOLD TWICE    ${line}`),
    ...result.startedTwice.map((line) => `  STARTED TWICE ${line}`),
  ];
  return [
    `${database}, ${instances} instance${instances === 1 ? '' : 's'}, seed ${seed}: ${isGood(result) ? 'good' : 'FAULTS'}`,
    `  kills ${result.kills} in ${result.seconds.toFixed(0)} s`,
    `  commands answered ${result.answered}, unanswered ${result.unanswered}`,
    `  runs ${result.runs}, told exactly once ${result.toldOnce}, nothing started and said so ${result.toldNotStarted}`,
    `  not told ${result.notTold.length}, told twice ${result.toldTwice.length}, started twice ${result.startedTwice.length}, follows left open ${result.openFollows}`,
    ...faults,
  ].join('\n');
}
