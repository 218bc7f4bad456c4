/**
 * One thing that every adapter of a port must do. Plain functions over `node:assert`, so that any test runner can run
 * them: `for (const { name, check } of journalContract) it(name, async () => check(await open()))`.
 */
export interface ContractCase<Port> {
  readonly name: string;
  /** Rejects where the adapter does otherwise. `port` is fresh and empty, and is closed by the caller. */
  readonly check: (port: Port) => Promise<void>;
}
