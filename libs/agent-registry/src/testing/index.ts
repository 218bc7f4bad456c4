export type { ContractCase } from './contracts/contract.ts';
export { journalContract } from './contracts/journal.ts';
export { createMemoryJournal } from './memory-journal.ts';
export {
  startTestPostgres,
  type TestDatabase,
  type TestPostgres,
} from './postgres-server.ts';
export { queueContract } from './contracts/queue.ts';
export { createFollow, createInvocation } from './contracts/records.ts';
