/** One thing that is wrong with the configuration. Never holds the value of a secret. */
export interface ConfigFault {
  /** The variable, or the place in the configuration file (`yardmaster.config.ts: workflows.deploy`). */
  readonly variable: string;
  readonly problem: string;
  readonly expected: string;
}

/** One line for each fault: `DISCORD_PUBLIC_KEY: missing. Expected: …` */
export function describeFaults(
  faults: readonly ConfigFault[],
): readonly string[] {
  return faults.map(
    ({ variable, problem, expected }) =>
      `${variable}: ${problem.replace(/[.?]?$/, (end) => end || '.')} Expected: ${expected}.`,
  );
}

/** A value that was read, or why it could not be. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };
