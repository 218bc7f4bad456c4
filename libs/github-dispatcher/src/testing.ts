export {
  createFakeGitHub,
  type FakeCall,
  type FakeFault,
  type FakeGitHub,
  type FakeGitHubOptions,
} from './testing/fake-github.ts';
export type { FakeJob, FakeRun, FakeStep } from './testing/github-json.ts';
export {
  createManualClock,
  type ManualClock,
  type ManualClockOptions,
} from './testing/manual-clock.ts';
export {
  gitHubContract,
  type ContractCase,
  type ContractWorld,
} from './testing/contract.ts';
