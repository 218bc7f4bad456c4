export interface PolicyFault {
  /** Where in the options, as in `allowPrivate[0].cidrs[1]`. */
  readonly path: string;
  readonly message: string;
}

export type Report = (path: string, message: string) => void;

/** A policy that cannot be compiled. `faults` names everything that is wrong with it, not only the first thing. */
export class PolicyError extends Error {
  readonly faults: readonly PolicyFault[];

  constructor(faults: readonly PolicyFault[]) {
    const lines = faults.map(({ path, message }) => `- ${path} ${message}`);
    super(`The URL policy is invalid:\n${lines.join('\n')}`);
    this.name = 'PolicyError';
    this.faults = faults;
  }
}
