import type { Clock } from '@yardmaster/agent-registry';
import { CODES, type Asked, type DiscordFault } from './discord.ts';

export interface Patience {
  readonly clock: Clock;
  readonly random: () => number;
  /** From the first attempt on; a wait that would end later is not begun. */
  readonly budgetMs: number;
}

export interface Repetition {
  /** Whether asking twice has the same effect as asking once: true for edits and reads, false for new messages. */
  readonly repeatable: boolean;
}

/** A webhook that Discord does not know yet may appear within about ten seconds after a deferral. */
const UNKNOWN_WEBHOOK_PATIENCE_MS = 10_000;

/**
 * Asks until there is an answer worth handing on: waits out rate limits as long as Discord says, gives Discord a few
 * seconds to know the webhook of an interaction that was just deferred, and repeats what was lost only if it may be
 * repeated.
 */
export async function withPatience<Value>(
  { clock, random, budgetMs }: Patience,
  { repeatable }: Repetition,
  ask: () => Promise<Asked<Value>>,
): Promise<Asked<Value>> {
  const start = clock.now();
  for (let attempt = 1; ; attempt += 1) {
    const asked = await ask();
    if (asked.ok) return asked;
    const wait = waitBefore(asked.fault, { attempt, repeatable, random });
    const elapsed = clock.now() - start;
    if (wait === null || elapsed + wait > limitFor(asked.fault, budgetMs))
      return asked;
    await new Promise<void>((resolve) => {
      clock.schedule(wait, resolve);
    });
  }
}

function limitFor(fault: DiscordFault, budgetMs: number): number {
  return isUnknownWebhook(fault)
    ? Math.min(UNKNOWN_WEBHOOK_PATIENCE_MS, budgetMs)
    : budgetMs;
}

function waitBefore(
  fault: DiscordFault,
  {
    attempt,
    repeatable,
    random,
  }: { attempt: number; repeatable: boolean; random: () => number },
): number | null {
  const backoff = Math.round(
    Math.min(500 * 2 ** (attempt - 1), 4000) * (0.75 + random() / 2),
  );
  switch (fault.kind) {
    case 'later':
      return Math.max(fault.afterMs, attempt > 1 ? backoff : 0);
    case 'lost':
      return repeatable && attempt <= 2 ? backoff : null;
    case 'rejected':
      return isUnknownWebhook(fault) ? backoff : null;
  }
}

export function isUnknownWebhook(fault: DiscordFault): boolean {
  return fault.kind === 'rejected' && fault.code === CODES.unknownWebhook;
}
