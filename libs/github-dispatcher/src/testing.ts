export {
  createFakeGitHub,
  type FakeGitHub,
  type FakeGitHubOptions,
} from './testing/fake-github.ts';
export type { FakeJob, FakeRun, FakeStep } from './testing/fake-run.ts';
export type { FakeCall, FakeFault } from './testing/fake-transport.ts';
export {
  createManualClock,
  type ManualClock,
  type ManualClockOptions,
} from './testing/manual-clock.ts';
export { gitHubContract } from './testing/contract.ts';
export type { ContractCase, ContractWorld } from './testing/contract-case.ts';
