import assert from 'node:assert/strict';
import type { Journal } from '../journal.ts';
import type { ContractCase } from './contract.ts';
import { claimContract } from './journal-contract-claims.ts';
import { followContract } from './journal-contract-follows.ts';
import { invocationContract } from './journal-contract-invocations.ts';
import { lookupContract } from './journal-contract-lookups.ts';

/** What every `Journal` does. */
export const journalContract: readonly ContractCase<Journal>[] = [
  ...invocationContract,
  ...lookupContract,
  ...followContract,
  ...claimContract,
  {
    name: 'answers a ping while it is open and rejects once it is closed',
    async check(journal) {
      await journal.ping();
      await journal.close();
      await assert.rejects(journal.ping());
    },
  },
];
