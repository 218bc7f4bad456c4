/**
 * Why a journal cannot be used.
 * - `invalid_url`: `DATABASE_URL` is neither `file:PATH` nor `postgres://…`
 * - `not_a_journal`: there is something in that place, and it is not a journal of Yardmaster
 * - `damaged`: it was a journal, and its bytes no longer fit together
 * - `newer`: a newer Yardmaster has written it
 * - `unreachable`: the file cannot be opened, or the server does not answer
 */
export const JOURNAL_FAULTS = [
  'invalid_url',
  'not_a_journal',
  'damaged',
  'newer',
  'unreachable',
] as const;
export type JournalFault = (typeof JOURNAL_FAULTS)[number];

/** The journal cannot be used as it is. The message says what is wrong and what to do, and holds no password. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalFault;

  constructor(code: JournalFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
