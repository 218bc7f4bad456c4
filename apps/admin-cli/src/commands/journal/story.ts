import {
  flagOf,
  OUTCOME_WORDS,
  type Follow,
  type Invocation,
} from '@yardmaster/agent-registry';
import { formatDuration } from '@yardmaster/digest';
import { snapshotFromJson } from '@yardmaster/github-dispatcher';

/** One step of an invocation. */
export interface StoryEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what:
    'Asked' | 'Decided' | 'Dispatched' | 'Followed' | 'Notified' | 'Ended';
  /** One sentence; may contain text from outside. */
  readonly text: string;
}

/** What the journal knows of an invocation, in the order it happened. */
export function storyOf(
  invocation: Invocation,
  follow: Follow | null,
): readonly StoryEvent[] {
  const { createdAt, finishedAt, decision, outcome, detail } = invocation;
  const events: StoryEvent[] = [
    { at: createdAt, what: 'Asked', text: askedText(invocation) },
    {
      at: createdAt,
      what: 'Decided',
      text:
        decision === 'accepted'
          ? 'Accepted.'
          : `Refused: ${decision.replaceAll('_', ' ')}.${detail === null ? '' : ` ${detail}`}`,
    },
    ...(follow === null ? [] : followEvents(follow)),
  ];
  if (decision === 'accepted' && outcome !== null && finishedAt !== null)
    events.push({
      at: finishedAt,
      what: 'Ended',
      text: `${OUTCOME_WORDS[outcome].word} after ${formatDuration(finishedAt - createdAt)}.${detail === null ? '' : ` ${detail}`}`,
    });
  return events.toSorted((a, b) => a.at - b.at);
}

function askedText({ requester, surface, command, input }: Invocation): string {
  const who =
    requester.name === requester.id
      ? requester.name
      : `${requester.name} (${requester.id})`;
  const given = Object.entries(input).filter(
    ([, value]) => value !== undefined && value !== null && value !== false,
  );
  if (surface === 'discord')
    return `${who} ran ${[`/${command}`, ...given.map(([name, value]) => `${name}:${String(value)}`)].join(' ')} in Discord.`;
  const flags = given.map(([name, value]) =>
    value === true ? flagOf({ name }) : `${flagOf({ name })} ${String(value)}`,
  );
  return `${who} ran ${['yardmaster', command, ...flags].join(' ')} in a terminal.`;
}

const IDENTITY: Readonly<Record<NonNullable<Follow['identity']>, string>> = {
  exact: 'GitHub named the run',
  correlated: 'the run shows the correlation id',
  probable:
    'probably this run: it does not show the correlation id, but no other was started',
};

function followEvents(follow: Follow): readonly StoryEvent[] {
  const events: StoryEvent[] = [];
  const ref = follow.ref === null ? '' : ` on ${follow.ref}`;
  const found =
    follow.identity === null
      ? follow.outcome === 'rejected'
        ? 'GitHub did not start it'
        : 'the run is not known yet'
      : IDENTITY[follow.identity];
  events.push({
    at: follow.dispatchedAt,
    what: 'Dispatched',
    text:
      follow.attempt > 1
        ? `Attempt ${follow.attempt} of run ${follow.runId}.`
        : `${follow.workflow}${ref}; ${found}.`,
  });
  const snapshot =
    follow.snapshot === null ? undefined : snapshotFromJson(follow.snapshot);
  if (snapshot !== undefined) {
    const { run } = snapshot;
    const took = run.updatedAt.getTime() - run.startedAt.getTime();
    const state =
      run.conclusion === null
        ? run.status.replaceAll('_', ' ')
        : `${run.conclusion.replaceAll('_', ' ')} after ${formatDuration(took)}`;
    events.push({
      at: Math.max(run.updatedAt.getTime(), follow.dispatchedAt),
      what: 'Followed',
      text: `Attempt ${run.attempt} of run ${run.id}: ${state}.`,
    });
  }
  if (follow.notice !== 'none' && follow.noticeAt !== null)
    events.push({
      at: follow.noticeAt,
      what: 'Notified',
      text:
        follow.notice === 'sent'
          ? 'The requester was notified.'
          : 'The notification is being sent.',
    });
  return events;
}
