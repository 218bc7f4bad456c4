import type { ContractCase } from './contract-case.ts';
import { dispatchContract } from './contract-dispatch.ts';
import { repositoryContract } from './contract-repository.ts';
import { runsContract } from './contract-runs.ts';

/** What every adapter of the port does. Cases for any test runner: `for (const { name, run } of gitHubContract) test(name, …)`. */
export const gitHubContract: readonly ContractCase[] = [
  ...repositoryContract,
  ...dispatchContract,
  ...runsContract,
];
