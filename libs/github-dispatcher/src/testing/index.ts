export {
  createManualClock,
  type ManualClock,
  type ManualClockOptions,
} from './manual-clock.ts';
export { gitHubContract } from './contract.ts';
export type { ContractCase, ContractWorld } from './contract-case.ts';
