import type { Phase, Reason, RefusalDetail, UrlRefused } from './reason.ts';

/** A refusal as an error: of a fetch that rejects, or a connection that is not made. */
export class UrlRefusedError extends Error {
  /** For code that looks at error codes, such as retry handlers: no code they repeat a request for. */
  readonly code = 'ERR_URL_REFUSED';
  readonly reason: Reason;
  readonly phase: Phase;
  /** For logs only. */
  readonly detail: RefusalDetail;

  constructor({ reason, phase, message, detail }: UrlRefused) {
    super(message);
    this.name = 'UrlRefusedError';
    this.reason = reason;
    this.phase = phase;
    this.detail = detail;
  }
}
