export type { ContractCase } from './testing/contract.ts';
export { journalContract } from './testing/journal-contract.ts';
export { createMemoryJournal } from './testing/memory-journal.ts';
export {
  startTestPostgres,
  type TestDatabase,
  type TestPostgres,
} from './testing/postgres-server.ts';
export { queueContract } from './testing/queue-contract.ts';
export { createFollow, createInvocation } from './testing/records.ts';
