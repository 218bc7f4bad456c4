import type { Clock } from '@yardmaster/github-dispatcher';
import { createAccept, type AcceptOptions, type Accepted } from './run.ts';
import {
  effectFor,
  permissionFor,
  type Command,
  type Effect,
} from '../command/agent.ts';
import type { Limiter } from './limits.ts';
import { didYouMean } from '../did-you-mean.ts';
import {
  isJson,
  shortId,
  type ReplyTarget,
  type Caller,
  type Invocation,
  type Refusal,
} from '../journal/invocation.ts';
import { decide } from '../policy/decide.ts';
import type { Channel } from '../policy/rule.ts';
import { parseInput } from '../command/parse-input.ts';
import { refusalReport } from './refusal-report.ts';
import type { Registry } from '../command/registry.ts';
import type { JsonObject, Report } from '../report/report.ts';

/** A call as a surface hands it in. */
export interface Call {
  readonly command: string;
  /** Options by their Discord name, as the surface received them: Discord's typed values, or a terminal's strings. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  /** The surface's id of this call; the same id never runs twice. */
  readonly externalId?: string;
  readonly channelId?: string;
  /** Of a thread: the channel it belongs to. */
  readonly channelParentId?: string;
  readonly replyTo?: ReplyTarget;
}

/** A call that was refused, and the report for the person. */
export interface Refused {
  readonly ok: false;
  readonly reason: Refusal;
  readonly report: Report;
  /** For `duplicate`: the invocation it repeats. */
  readonly invocation?: Invocation;
}

/** The one way in: parse, access, dedupe, journal. Fast (no network beyond the journal), so that a surface can answer in time. */
export type Invoke = (call: Call) => Promise<Accepted | Refused>;

export function createInvoke(
  options: AcceptOptions & {
    readonly registry: Registry;
    readonly limiter: Limiter;
    readonly newId: () => string;
  },
): Invoke {
  const { core, registry, buffer, record, limiter, redactor } = options;
  const { journal, clock } = core;
  const accept = createAccept(options);
  const reads = createRecentReads(clock);

  function newInvocation(call: Call, input: JsonObject): Invocation {
    return {
      id: options.newId(),
      surface: call.caller.surface,
      externalId: call.externalId ?? null,
      command: call.command,
      requester: { id: call.caller.id, name: call.caller.name },
      guildId: call.caller.guildId ?? null,
      channelId: call.channelId ?? call.replyTo?.channelId ?? null,
      input,
      decision: 'accepted',
      outcome: null,
      detail: null,
      runId: null,
      runUrl: null,
      createdAt: clock.now(),
      finishedAt: null,
      replyTo: call.replyTo ?? null,
    };
  }

  /** A terminal's user holds GitHub's token anyway, and what answers from here alone costs nothing. */
  function limitOf(
    command: Command,
    effect: Effect,
    caller: Caller,
  ): number | null {
    return command.local === true || caller.surface === 'cli'
      ? null
      : limiter.take(caller.id, effect);
  }

  /** The last tenth of GitHub's hourly calls is for what changes something. Until when, if it has been reached. */
  async function reserved(
    command: Command,
    effect: Effect,
  ): Promise<number | null> {
    if (effect === 'write' || command.local === true) return null;
    const { rateLimit } = await core.github.observed();
    if (rateLimit === null) return null;
    const { limit, remaining, resetAt } = rateLimit;
    return remaining < limit / 10 && resetAt.getTime() > clock.now()
      ? resetAt.getTime()
      : null;
  }

  /** Refusals are kept as well: who asked for what, and why it was not done. */
  function refuse(
    call: Call,
    reason: Refusal,
    sentences: readonly string[],
    retryAt?: number,
  ): Refused {
    const invocation: Invocation = {
      ...newInvocation(call, jsonOf(call.input)),
      decision: reason,
      detail: sentences.join(' '),
      finishedAt: clock.now(),
      replyTo: null,
    };
    record(invocation);
    buffer.add(invocation);
    return {
      ok: false,
      reason,
      report: redactor.report(refusalReport(reason, sentences, retryAt)),
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
    const effect = effectFor(command, parsed.input);
    const { action, where } = permissionFor(command, parsed.input);
    const decision = decide(
      action,
      where,
      call.caller,
      channelOf(call),
      core.policy,
    );
    if (!decision.allowed)
      return refuse(call, 'not_allowed', [decision.sentence]);
    const retryAt = limitOf(command, effect, call.caller);
    if (retryAt !== null)
      return refuse(
        call,
        'rate_limited',
        ['You have given many commands in a short time.'],
        retryAt,
      );
    const reservedUntil = await reserved(command, effect);
    if (reservedUntil !== null)
      return refuse(
        call,
        'rate_limited',
        [
          'Few of GitHub’s hourly calls are left; they are kept for deploys and what follows them.',
        ],
        reservedUntil,
      );
    const invocation = newInvocation(call, jsonOf(parsed.input));
    const accepted = {
      caller: call.caller,
      command,
      input: parsed.input,
      invocation,
    };
    // A read that is answered at once need not wait for the disk; that it was delivered before is known without it.
    if (effect === 'read' && !command.defers?.(parsed.input)) {
      const earlier = reads.seenBefore(call, invocation);
      return earlier === undefined
        ? accept({ ...accepted, journaled: false })
        : duplicateOf(earlier);
    }
    try {
      const added = await journal.addInvocation(invocation);
      if (!added.added) return duplicateOf(added.existing);
    } catch (error) {
      record(invocation, error);
      return {
        ok: false,
        reason: 'journal_unavailable',
        report: refusalReport('journal_unavailable', [
          'Yardmaster cannot reach its database, so nothing was started.',
          'Try again in a moment. If this goes on, contact the operator of Yardmaster.',
        ]),
      };
    }
    return accept({ ...accepted, journaled: true });
  };
}

function duplicateOf(existing: Invocation): Refused {
  return {
    ok: false,
    reason: 'duplicate',
    invocation: existing,
    report: refusalReport('duplicate', [
      `This command was already received as ${shortId(existing.id)}; it runs once.`,
    ]),
  };
}

/** Signed deliveries may be repeated for five minutes; after that they are refused as replays. */
const REPEATED_WITHIN_MS = 5 * 60_000;
const MAX_READS = 10_000;

/** The reads of the last minutes by the surface's id of each call. */
function createRecentReads(clock: Clock) {
  const recent = new Map<string, Invocation>();
  return {
    seenBefore(
      { caller, externalId }: Call,
      invocation: Invocation,
    ): Invocation | undefined {
      if (externalId === undefined) return undefined;
      for (const [key, { createdAt }] of recent) {
        const old = clock.now() - createdAt > REPEATED_WITHIN_MS;
        if (!old && recent.size < MAX_READS) break;
        recent.delete(key);
      }
      const key = `${caller.surface} ${externalId}`;
      const earlier = recent.get(key);
      if (earlier === undefined) recent.set(key, invocation);
      return earlier;
    },
  };
}

function channelOf(call: Call): Channel | null {
  const id = call.channelId ?? call.replyTo?.channelId;
  return id === undefined ? null : { id, parentId: call.channelParentId };
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
