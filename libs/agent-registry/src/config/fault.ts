/** One thing that is wrong with the configuration. Never holds the value of a secret. */
export interface ConfigFault {
  /** The variable, or the place in the configuration file (`yardmaster.config.ts: workflows.deploy`). */
  readonly variable: string;
  readonly problem: string;
  /** What would be right there. */
  readonly expected?: string;
  /** What to do, in a sentence; where there is no single right value. */
  readonly fix?: string;
}

/** One line for each fault: `DISCORD_PUBLIC_KEY: missing. Expected: …` */
export function describeFaults(
  faults: readonly ConfigFault[],
): readonly string[] {
  return faults.map(
    ({ variable, problem, expected, fix }) =>
      `${variable}: ${problem.replace(/[.?]?$/, (end) => end || '.')}${expected === undefined ? '' : ` Expected: ${expected}.`}${fix === undefined ? '' : ` ${fix}`}`,
  );
}

/** A value that was read, or why it could not be. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };
