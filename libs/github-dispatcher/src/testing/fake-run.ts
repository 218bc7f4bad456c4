/** A run as the fake keeps it, words and times as GitHub writes them. */
export type FakeRun = {
  readonly id: number;
  readonly workflow: FakeWorkflow;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly title: string;
  readonly actor: string;
  readonly createdAt: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly attempts: FakeAttempt[];
};

export type FakeAttempt = {
  readonly number: number;
  status: string;
  conclusion: string | null;
  startedAt: string;
  updatedAt: string;
  jobs: readonly FakeJob[];
};

export type FakeJob = {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly steps: readonly FakeStep[];
};

export type FakeStep = {
  readonly name: string;
  readonly number: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt?: string;
  readonly completedAt?: string;
};

export type FakeWorkflow = {
  readonly id: number;
  readonly file: string;
  readonly name: string;
  state: string;
  /** Puts the correlation id into the run-name. */
  readonly echo: boolean;
  readonly text: string;
};
