import type { Invocation, Journal } from '@yardmaster/agent-registry';
import type { LocalDiscord, LocalGitHub } from '@yardmaster/sandbox';
import type { KillTestResult } from './result.ts';

/** A command that the test sent. */
export interface Asked {
  readonly interactionId: string;
  readonly answered: boolean;
}

/** Every invocation of the journal, newest first. */
export async function allInvocations(
  journal: Journal,
): Promise<readonly Invocation[]> {
  const all = new Map<string, Invocation>();
  for (;;) {
    const last = [...all.values()].at(-1);
    // Pages overlap by a millisecond, in which several invocations may have been created.
    const page = await journal.listInvocations({
      limit: 1000,
      ...(last === undefined ? {} : { before: last.createdAt + 1 }),
    });
    const known = all.size;
    for (const invocation of page) all.set(invocation.id, invocation);
    if (all.size === known) return [...all.values()];
  }
}

/** Compares the messages in the local Discord with the runs of the local GitHub. */
export async function countNotifications(
  journal: Journal,
  discord: LocalDiscord,
  github: LocalGitHub,
  asked: readonly Asked[],
): Promise<Omit<KillTestResult, 'kills' | 'seconds'>> {
  const invocations = await allInvocations(journal);
  const texts = discord
    .messages()
    .map((message) => ({ message, text: JSON.stringify(message) }));
  const notNotified: string[] = [];
  const notifiedTwice: string[] = [];
  const startedTwice: string[] = [];
  let notifiedOnce = 0;
  let reportedNotStarted = 0;
  for (const { id, externalId, outcome } of invocations) {
    const runs = github.runs().filter((run) => run.title.includes(id)).length;
    if (runs > 1) startedTwice.push(`${id}: ${runs} runs`);
    const about = texts.filter(({ text }) => text.includes(id.slice(0, 8)));
    const mentions = about.filter(
      ({ message }) => message.pings.users.length > 0,
    );
    if (mentions.length > 1)
      notifiedTwice.push(`${id}: ${mentions.length} mentions`);
    const wasAnswered = asked.some(
      (one) => one.interactionId === externalId && one.answered,
    );
    if (runs === 1) {
      if (mentions.length === 1) notifiedOnce += 1;
      // Without a response in time Discord creates no message and accepts no follow-up.
      else if (mentions.length === 0 && wasAnswered)
        notNotified.push(`${id}: ${outcome ?? 'no outcome'}`);
    } else if (wasAnswered) {
      if (about.length > 0 && outcome !== null) reportedNotStarted += 1;
      else
        notNotified.push(`${id}: nothing started, ${outcome ?? 'no outcome'}`);
    }
  }
  return {
    answered: asked.filter((one) => one.answered).length,
    unanswered: asked.filter((one) => !one.answered).length,
    runs: github.runs().length,
    notifiedOnce,
    reportedNotStarted,
    notNotified,
    notifiedTwice,
    startedTwice,
    openFollows: (await journal.openFollows()).length,
  };
}
