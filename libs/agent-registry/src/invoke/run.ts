import type { Command, Reply } from '../command/agent.ts';
import type { Redactor } from '../config/redact.ts';
import type { Core } from '../command/core.ts';
import type { Starter } from '../follow/start.ts';
import type { Caller, Invocation } from '../journal/invocation.ts';
import type { JournalBuffer } from './journal-buffer.ts';
import { errorReport } from './refusal-report.ts';
import type { UnderWay } from './under-way.ts';

/** A call that may run; `run` is called once. */
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
   * whose follow waits (the follow ends these itself). If a crash prevents the call, the next start reports the command as interrupted.
   */
  complete(reply: Reply): Promise<void>;
}

/**
 * A read is journaled when it has been answered, or before the surface has to say that it takes longer (Discord: at 2 s),
 * because from then on a person waits for a message.
 */
const JOURNAL_WITHIN_MS = 1_500;

export interface AcceptOptions {
  readonly core: Core;
  readonly starter: Starter;
  readonly buffer: JournalBuffer;
  readonly underWay: UnderWay;
  /** Cuts our secrets out of every reply. */
  readonly redactor: Redactor;
  /** Ends a follow that does not wait. */
  readonly closeFollow: (id: string) => Promise<void>;
  /** Gives a follow whose dispatch failed unexpectedly to the engine, which looks for its run. */
  readonly recoverFollow: (id: string) => Promise<Reply['follow'] | undefined>;
  /** One line per invocation, for the log. */
  readonly record: (invocation: Invocation, error?: unknown) => void;
}

export interface AcceptedCall {
  readonly caller: Caller;
  readonly command: Command;
  readonly input: Readonly<Record<string, unknown>>;
  readonly invocation: Invocation;
  /** Whether the invocation stands in the journal already. */
  readonly journaled: boolean;
}

export function createAccept(
  options: AcceptOptions,
): (call: AcceptedCall) => Accepted {
  const { core, starter, buffer, underWay, record, redactor } = options;
  const { journal, clock } = core;

  return function accept({ caller, command, input, invocation, journaled }) {
    let written: Promise<unknown> | undefined = journaled
      ? Promise.resolve()
      : undefined;
    const write = (): void => {
      written ??= journal.addInvocation(invocation).catch((error: unknown) => {
        record(invocation, error);
      });
    };

    async function runCommand(signal: AbortSignal): Promise<Reply> {
      try {
        return await command.run(input, {
          invocation,
          caller,
          core,
          signal,
          start: (request) => starter.start(request, invocation, signal),
          watch: (request) => starter.watch(request, invocation),
        });
      } catch (error) {
        record(invocation, error);
        const follow = await options
          .recoverFollow(invocation.id)
          .catch(() => undefined);
        return {
          report: errorReport(invocation),
          outcome: 'error',
          ...(follow === undefined ? {} : { follow }),
        };
      }
    }

    const redacted = (reply: Reply): Reply => ({
      ...reply,
      report: redactor.report(reply.report),
    });

    return {
      ok: true,
      command,
      invocation,
      defers: command.defers?.(input) ?? false,
      async run(signal = new AbortController().signal) {
        const cancel =
          written === undefined
            ? clock.schedule(JOURNAL_WITHIN_MS, write)
            : undefined;
        underWay.begin(invocation.id);
        const reply = redacted(await runCommand(signal));
        cancel?.();
        // From here on the follow keeps it; a crash of the process is noticed by the next.
        if (reply.follow?.wait) underWay.end(invocation.id);
        return reply;
      },
      async complete({ outcome, follow }) {
        underWay.end(invocation.id);
        const ended = {
          ...invocation,
          outcome,
          runId: follow?.runId ?? null,
          runUrl: follow?.runUrl ?? null,
          finishedAt: clock.now(),
          replyTo: null,
        };
        record(ended);
        if (written === undefined) {
          buffer.add(ended);
          return;
        }
        await written;
        const { runId, runUrl } = ended;
        await journal.endInvocation(invocation.id, {
          outcome,
          finishedAt: ended.finishedAt,
          ...(runId === null ? {} : { runId }),
          ...(runUrl === null ? {} : { runUrl }),
        });
        if (follow !== undefined) await options.closeFollow(invocation.id);
      },
    };
  };
}
