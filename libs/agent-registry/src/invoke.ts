import type { Command, Reply } from './agent.ts';
import type { Address, Caller, Invocation, Refusal } from './invocation.ts';
import type { Report } from './report.ts';

/** A call as a surface hands it in. */
export interface Call {
  readonly command: string;
  /** Options by their Discord name, as the surface received them: Discord's typed values, or a terminal's strings. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  /** The surface's id of this call; the same id never runs twice. */
  readonly externalId?: string;
  readonly address?: Address;
}

/** A call that may run, journaled; `run` is called once. */
export interface Accepted {
  readonly ok: true;
  readonly command: Command;
  readonly invocation: Invocation;
  /** Say at once that it is being worked on, rather than wait for `run`. */
  readonly defers: boolean;
  /** Never rejects: a failure becomes a report with the outcome `error`, journaled with its correlation id. */
  run(signal?: AbortSignal): Promise<Reply>;
  /**
   * The surface has shown the reply: ends the invocation and forgets its address. To be called for every reply but those
   * whose follow waits (the follow ends these itself). What a crash keeps from being called is told at the next start.
   */
  told(reply: Reply): Promise<void>;
}

/** A call that may not run, and what to tell the person. */
export interface Refused {
  readonly ok: false;
  readonly reason: Refusal;
  readonly report: Report;
  /** For `duplicate`: the invocation it repeats. */
  readonly invocation?: Invocation;
}

/** The one way in: parse, access, dedupe, journal. Fast (no network beyond the journal), so that a surface can answer in time. */
export type Invoke = (call: Call) => Promise<Accepted | Refused>;
