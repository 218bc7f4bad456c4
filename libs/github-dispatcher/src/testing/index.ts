export {
  createFakeGitHub,
  type FakeGitHub,
  type FakeGitHubOptions,
} from './fake-github.ts';
export type { FakeJob, FakeRun, FakeStep } from './fake-run.ts';
export type { FakeCall, FakeFault } from './fake-transport.ts';
export {
  createManualClock,
  type ManualClock,
  type ManualClockOptions,
} from './manual-clock.ts';
export { gitHubContract } from './contract.ts';
export type { ContractCase, ContractWorld } from './contract-case.ts';
