import assert from 'node:assert/strict';
import type { Journal } from '../../journal/journal.ts';
import type { ContractCase } from './contract.ts';
import { claimContract } from './claims.ts';
import { followContract } from './follows.ts';
import { invocationContract } from './invocations.ts';
import { lookupContract } from './lookups.ts';

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
