export interface KillTestOptions {
  readonly database: 'sqlite' | 'postgres';
  readonly instances: number;
  readonly kills: number;
  readonly seed: number;
}

/** The notifications that people got, counted once nothing was left to do. */
export interface KillTestResult {
  readonly kills: number;
  readonly seconds: number;
  /** Commands with a response in time; for the others Discord itself shows that the application did not respond. */
  readonly answered: number;
  readonly unanswered: number;
  readonly runs: number;
  /** Runs whose requester was mentioned exactly once. */
  readonly notifiedOnce: number;
  /** Commands with a response that started no run, and whose message shows that. */
  readonly reportedNotStarted: number;
  /** Faults, one line each. */
  readonly notNotified: readonly string[];
  readonly notifiedTwice: readonly string[];
  /** More than one run for one command. */
  readonly startedTwice: readonly string[];
  readonly openFollows: number;
}

export function isGood(result: KillTestResult): boolean {
  return (
    result.notNotified.length === 0 &&
    result.notifiedTwice.length === 0 &&
    result.startedTwice.length === 0 &&
    result.openFollows === 0
  );
}

export function describeResult(
  { database, instances, seed }: KillTestOptions,
  result: KillTestResult,
): string {
  const faults = [
    ...result.notNotified.map((line) => `  NOT NOTIFIED   ${line}`),
    ...result.notifiedTwice.map((line) => `  NOTIFIED TWICE ${line}`),
    ...result.startedTwice.map((line) => `  STARTED TWICE  ${line}`),
  ];
  return [
    `${database}, ${instances} instance${instances === 1 ? '' : 's'}, seed ${seed}: ${isGood(result) ? 'passed' : 'FAILED'}`,
    `  kills ${result.kills} in ${result.seconds.toFixed(0)} s`,
    `  commands with a response ${result.answered}, without ${result.unanswered}`,
    `  runs ${result.runs}, notified exactly once ${result.notifiedOnce}, reported as not started ${result.reportedNotStarted}`,
    `  not notified ${result.notNotified.length}, notified twice ${result.notifiedTwice.length}, started twice ${result.startedTwice.length}, follows left open ${result.openFollows}`,
    ...faults,
  ].join('\n');
}
