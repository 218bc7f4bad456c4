import type { Snapshot } from '@yardmaster/github-dispatcher';
import { snapshotOf } from './transitions.ts';
import { followData } from './data.ts';
import type { Follow } from '../journal/follow.ts';
import { shortId, type Invocation } from '../journal/invocation.ts';
import {
  OUTCOME_SENTENCES,
  OUTCOME_WORDS,
  PHASE_WORDS,
  type Outcome,
} from '../report/outcome.ts';
import { jobLines } from '../report/job-lines.ts';
import {
  createReport,
  type Field,
  type Inline,
  type Json,
  type Report,
  type RunAction,
  type Text,
} from '../report/report.ts';

/** The one message of an invocation that waits, in whatever state its run is. Pure: the same follow, the same report. */
export function followReport(follow: Follow, invocation: Invocation): Report {
  const snapshot = snapshotOf(follow);
  const { outcome } = follow;
  const word =
    outcome !== null
      ? OUTCOME_WORDS[outcome].word
      : snapshot === undefined
        ? 'Starting…'
        : PHASE_WORDS[snapshot.phase];
  const summary = summaryOf(follow, snapshot);
  const excerpt = excerptOf(follow);
  return createReport({
    title: `${follow.title}: ${word}`,
    tone: outcome === null ? 'progress' : OUTCOME_WORDS[outcome].tone,
    ...(summary === undefined ? {} : { summary }),
    fields: fieldsOf(follow, invocation, snapshot),
    sections:
      snapshot === undefined || snapshot.jobs.length === 0
        ? []
        : [{ heading: 'Jobs', lines: jobLines(snapshot.jobs) }],
    ...(excerpt === undefined ? {} : { excerpt }),
    links:
      follow.runUrl === null ? [] : [{ label: 'View run', url: follow.runUrl }],
    actions: actionsOf(follow),
    data: {
      ...followData(follow, invocation, {
        status: snapshot?.run.status ?? null,
        conclusion: snapshot?.run.conclusion ?? null,
      }),
      timedOut: follow.timedOut,
      detail: follow.outcomeDetail,
      jobs: (snapshot?.jobs ?? []).map(({ name, status, conclusion, url }) => ({
        name,
        status,
        conclusion,
        url,
      })),
    },
  });
}

/** The one new message that mentions the requester: short, because the message it points at has the rest. */
export function noticeReport(follow: Follow, invocation: Invocation): Report {
  const { word, tone } = OUTCOME_WORDS[follow.outcome ?? 'unknown'];
  const text: Inline[] = [
    `${follow.title}: ${word} `,
    { code: shortId(invocation.id) },
  ];
  const failed = detailText(follow, 'failedStep');
  if (failed !== undefined) text.push(` at ${failed}`);
  text.push(identityNote(follow));
  return createReport({
    title: `${follow.title}: ${word}`,
    tone,
    summary: text,
    links:
      follow.runUrl === null ? [] : [{ label: 'View run', url: follow.runUrl }],
  });
}

function summaryOf(follow: Follow, snapshot?: Snapshot): Text | undefined {
  if (follow.outcome !== null) {
    const failed = detailText(follow, 'failedStep');
    return (
      detailText(follow, 'message') ??
      OUTCOME_SENTENCES[follow.outcome] ??
      (failed === undefined
        ? undefined
        : ['First failure: ', { strong: failed }])
    );
  }
  if (follow.troubleSince !== null)
    return [
      'GitHub has not answered since ',
      { time: follow.troubleSince, style: 'relative' },
      '. I keep asking.',
    ];
  if (follow.timedOut)
    return [
      'Still no conclusion after ',
      { duration: follow.deadlineAt - follow.dispatchedAt },
      ' (timeout). I go on watching, and its outcome will be told here.',
    ];
  const approvals = snapshot?.pendingApprovals ?? [];
  if (approvals.length > 0)
    return `Somebody has to approve: ${approvals.map((one) => one.environment.name).join(', ')}.`;
  return undefined;
}

function fieldsOf(
  follow: Follow,
  invocation: Invocation,
  snapshot?: Snapshot,
): readonly Field[] {
  const fields: Field[] = [
    { name: 'Requested by', value: invocation.requester.name },
    { name: 'Id', value: { code: shortId(follow.id) } },
    { name: 'Run', value: runText(follow) },
  ];
  const branch = snapshot?.run.headBranch ?? follow.ref;
  if (branch !== null && branch !== undefined) {
    const sha = snapshot?.run.headSha.slice(0, 7);
    fields.push({
      name: 'From',
      value: [{ code: branch }, ...(sha ? [' at ', { code: sha }] : [])],
    });
  }
  const [started, ended] = snapshot === undefined ? [] : timesOf(snapshot);
  if (follow.outcome !== null && started !== undefined && ended !== undefined)
    fields.push({ name: 'Took', value: { duration: ended - started } });
  else
    fields.push({
      name: 'Started',
      value: { time: follow.dispatchedAt, style: 'relative' },
    });
  return fields;
}

const NO_RUN: Readonly<Partial<Record<Outcome, string>>> = {
  rejected: 'not started',
};

function runText(follow: Follow): Text {
  if (follow.runId === null || follow.runUrl === null)
    return follow.outcome === null
      ? 'searching…'
      : (NO_RUN[follow.outcome] ?? 'not found');
  const name = `#${follow.runId}`;
  const attempt = follow.attempt > 1 ? `, attempt ${follow.attempt}` : '';
  return [{ link: follow.runUrl, text: name }, attempt, identityNote(follow)];
}

/** How a run that is not certain to be ours is marked, wherever it is named. */
export function identityNote({ identity }: Follow): string {
  return identity === 'probable'
    ? ' (probably: the workflow does not echo the id, and no other run was started since)'
    : '';
}

/** First start and last end of the jobs, else of the run; milliseconds since the epoch. */
function timesOf(snapshot: Snapshot): [number | undefined, number | undefined] {
  const ends = snapshot.jobs.flatMap((job) =>
    job.completedAt === null ? [] : [job.completedAt.getTime()],
  );
  const { run } = snapshot;
  const started = run.startedAt.getTime();
  if (ends.length > 0) return [started, Math.max(...ends)];
  return [
    started,
    snapshot.phase === 'completed' ? run.updatedAt.getTime() : undefined,
  ];
}

function actionsOf(follow: Follow): readonly RunAction[] {
  const { runId, attempt, outcome } = follow;
  if (runId === null) return [];
  if (outcome === null) return [{ kind: 'cancel', runId, attempt }];
  return outcome === 'failed' || outcome === 'cancelled'
    ? [{ kind: 'rerun_failed', runId, attempt }]
    : [];
}

function excerptOf(follow: Follow): Report['excerpt'] {
  const text = detailText(follow, 'log');
  return text === undefined
    ? undefined
    : { caption: detailText(follow, 'failedStep') ?? 'Log', text };
}

function detailText(follow: Follow, name: string): string | undefined {
  const value: Json | undefined = follow.outcomeDetail?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
