import { effectFor, type Command, type Reply } from './agent.ts';
import { decideAccess, explainAccess } from './access.ts';
import type { Core } from './core.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Starter } from './follow-start.ts';
import type { Address, Caller, Invocation, Refusal } from './invocation.ts';
import { isJson, shortId } from './invocation.ts';
import { parseInput } from './parse-input.ts';
import { errorReport, refusalReport } from './refusal-report.ts';
import type { JsonObject, Report } from './report.ts';

/** A call as a surface hands it in. */
export interface Call {
  readonly command: string;
  /** Options by their Discord name, as the surface received them: Discord's typed values, or a terminal's strings. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  /** The surface's id of this call; the same id never runs twice. */
  readonly externalId?: string;
  readonly channelId?: string;
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

export function createInvoke(options: {
  readonly core: Core;
  readonly starter: Starter;
  /** Ends a follow that does not wait; what `told` does beside ending the invocation. */
  readonly closeFollow: (id: string) => Promise<void>;
  /** Gives a follow whose dispatch failed unexpectedly to the engine, which looks for its run. */
  readonly recoverFollow: (id: string) => Promise<Reply['follow'] | undefined>;
  readonly newId: () => string;
  /** One line per invocation, for the log. */
  readonly record: (invocation: Invocation, error?: unknown) => void;
}): Invoke {
  const { core, starter, record } = options;
  const { journal, clock, registry, config } = core;

  function newInvocation(call: Call, input: JsonObject): Invocation {
    return {
      id: options.newId(),
      surface: call.caller.surface,
      externalId: call.externalId ?? null,
      command: call.command,
      requester: { id: call.caller.id, name: call.caller.name },
      guildId: call.caller.guildId ?? null,
      channelId: call.channelId ?? call.address?.channelId ?? null,
      input,
      decision: 'accepted',
      outcome: null,
      detail: null,
      runId: null,
      runUrl: null,
      createdAt: clock.now(),
      finishedAt: null,
      address: call.address ?? null,
    };
  }

  /** Refusals are kept as well: who asked for what, and why it was not done. */
  async function refuse(
    call: Call,
    reason: Refusal,
    sentences: readonly string[],
  ): Promise<Refused> {
    const now = clock.now();
    const invocation: Invocation = {
      ...newInvocation(call, jsonOf(call.input)),
      decision: reason,
      detail: sentences.join(' '),
      finishedAt: now,
      address: null,
    };
    record(invocation);
    await journal.addInvocation(invocation).catch(() => {
      // The person is told why in any case; that the store is away shows at /readyz and with the next command.
    });
    return { ok: false, reason, report: refusalReport(reason, sentences) };
  }

  function accept(
    call: Call,
    command: Command,
    input: Readonly<Record<string, unknown>>,
    invocation: Invocation,
  ): Accepted {
    return {
      ok: true,
      command,
      invocation,
      defers: command.defers?.(input) ?? false,
      async run(signal = new AbortController().signal) {
        try {
          return await command.run(input, {
            invocation,
            caller: call.caller,
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
      },
      async told(reply) {
        const end = {
          outcome: reply.outcome,
          ...(reply.follow?.runId == null ? {} : { runId: reply.follow.runId }),
          ...(reply.follow?.runUrl == null
            ? {}
            : { runUrl: reply.follow.runUrl }),
          finishedAt: clock.now(),
        };
        await journal.endInvocation(invocation.id, end);
        if (reply.follow !== undefined)
          await options.closeFollow(invocation.id);
        await journal.setAddress(invocation.id, null);
        record({
          ...invocation,
          outcome: end.outcome,
          finishedAt: end.finishedAt,
        });
      },
    };
  }

  return async function invoke(call) {
    const command = registry.byCommand(call.command);
    if (command === undefined) {
      const names = registry.commands().map((one) => one.command);
      const near = didYouMean(call.command, names);
      return refuse(call, 'unknown_command', [
        `There is no command "${call.command.slice(0, 40)}".`,
        near === undefined
          ? `There are: ${names.join(', ')}.`
          : `Did you mean ${near}?`,
      ]);
    }
    const parsed = parseInput(command, call.input);
    if (!parsed.ok)
      return refuse(
        call,
        parsed.reason,
        parsed.faults.map((fault) => fault.message),
      );
    const access = decideAccess(
      effectFor(command, parsed.input),
      call.caller,
      config.access,
    );
    if (!access.allowed)
      return refuse(call, 'not_allowed', [
        `You may not run this command.`,
        explainAccess(access),
      ]);
    const invocation = newInvocation(call, jsonOf(parsed.input));
    try {
      const added = await journal.addInvocation(invocation);
      if (!added.added)
        return {
          ok: false,
          reason: 'duplicate',
          invocation: added.existing,
          report: refusalReport('duplicate', [
            `This command was already received as ${shortId(added.existing.id)}; it runs once.`,
          ]),
        };
    } catch (error) {
      record(invocation, error);
      return {
        ok: false,
        reason: 'journal_unavailable',
        report: refusalReport('journal_unavailable', [
          'Yardmaster cannot reach its database, so nothing was started.',
          'Try again in a moment; if it stays like this, tell whoever runs Yardmaster.',
        ]),
      };
    }
    return accept(call, command, parsed.input, invocation);
  };
}

/** What can be kept of an input that was not accepted. */
function jsonOf(input: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .slice(0, 25)
      .map(([name, value]) => [
        name.slice(0, 100),
        typeof value === 'string'
          ? value.slice(0, 2_000)
          : isJson(value)
            ? value
            : null,
      ]),
  );
}
