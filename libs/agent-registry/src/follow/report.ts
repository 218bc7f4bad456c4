import {
  currentJobs,
  outcomeOf,
  waitingFor,
  type Snapshot,
  type WaitingFor,
} from '@yardmaster/github-dispatcher';
import { searchOf, snapshotOf } from './transitions.ts';
import { followData } from './data.ts';
import type { Follow } from '../journal/follow.ts';
import { shortId, type Invocation } from '../journal/invocation.ts';
import { CONCLUSION_SENTENCES, CONCLUSION_WORDS } from '../report/run-words.ts';
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
  type Action,
  type Text,
} from '../report/report.ts';

/** The one message of an invocation that waits, in whatever state its run is. Pure: the same follow, the same report. */
export function followReport(follow: Follow, invocation: Invocation): Report {
  const snapshot = snapshotOf(follow);
  const { outcome } = follow;
  const word =
    outcome !== null
      ? endWord(outcome, snapshot)
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
        : [{ heading: 'Jobs', lines: jobLines(currentJobs(snapshot)) }],
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
      trouble:
        follow.troubleSince === null
          ? null
          : {
              since: new Date(follow.troubleSince).toISOString(),
              message: follow.trouble,
              retryAt:
                follow.retryAt === null
                  ? null
                  : new Date(follow.retryAt).toISOString(),
            },
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
  const outcome = follow.outcome ?? 'unknown';
  const word = endWord(outcome, snapshotOf(follow));
  const { tone } = OUTCOME_WORDS[outcome];
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

/** The conclusion's own word if the run gave the outcome, else the outcome's. */
function endWord(outcome: Outcome, snapshot: Snapshot | undefined): string {
  const conclusion = snapshot?.run.conclusion ?? null;
  return conclusion !== null && outcome === outcomeOf(conclusion)
    ? CONCLUSION_WORDS[conclusion]
    : OUTCOME_WORDS[outcome].word;
}

function summaryOf(follow: Follow, snapshot?: Snapshot): Text | undefined {
  if (follow.outcome !== null) {
    return (
      detailText(follow, 'message') ??
      endText(follow, endSentence(follow.outcome, snapshot))
    );
  }
  if (follow.troubleSince !== null) return troubleText(follow);
  if (isLookingAfterLostResponse(follow))
    return 'GitHub’s response to the start was lost. Looking for the run.';
  if (follow.timedOut)
    return [
      'Still running after ',
      { duration: follow.deadlineAt - follow.dispatchedAt },
      '. I’ll post the result here when it finishes.',
    ];
  return snapshot === undefined ? undefined : waitText(snapshot);
}

/** The sentence of the outcome, what failed, and what is not known of it. */
function endText(
  follow: Follow,
  sentence: string | undefined,
): Text | undefined {
  const detail = follow.outcomeDetail ?? {};
  const failed = detailText(follow, 'failedStep');
  const jobs = Array.isArray(detail['failedJobs'])
    ? detail['failedJobs'].map(String)
    : [];
  const cancelledBy = detailText(follow, 'cancelledBy');
  const text: Inline[] = [];
  const say = (...pieces: Inline[]) => {
    if (text.length > 0) text.push(' ');
    text.push(...pieces);
  };
  if (sentence !== undefined) say(sentence);
  if (cancelledBy !== undefined) say(`Cancelled by ${cancelledBy}.`);
  // The order of several failed jobs does not show which is the cause.
  if (jobs.length > 1) say(`${jobs.length} jobs failed: ${jobs.join(', ')}.`);
  if (failed !== undefined)
    say(
      jobs.length > 1 ? 'Ended first: ' : 'Failed: ',
      { strong: failed },
      '.',
    );
  const logMissing = detailText(follow, 'logMissing');
  if (detail['details'] === 'missing')
    say(
      failed === undefined
        ? 'GitHub did not give the details.'
        : `No log: ${logMissing ?? 'GitHub did not give it'}.`,
    );
  else if (follow.outcome === 'failed' && detail['details'] === 'due')
    say('Details follow as soon as GitHub gives them.');
  else if (logMissing !== undefined) say(`No log: ${logMissing}.`);
  return text.length === 0 ? undefined : text;
}

/** What holds a run back. */
function waitText(snapshot: Snapshot): Text | undefined {
  const at = snapshot.waitReadAt ?? snapshot.run.updatedAt;
  const waits = waitingFor(snapshot, at.getTime());
  const text = waits.flatMap((wait, index): Inline[] => [
    ...(index === 0 ? [] : [' ']),
    ...waitInline(wait),
  ]);
  return text.length === 0 ? undefined : text;
}

function waitInline(wait: WaitingFor): Inline[] {
  switch (wait.kind) {
    case 'timer':
      return wait.until === null
        ? [`Waiting for the wait timer of ${wait.environment}.`]
        : [
            `Wait timer of ${wait.environment}: continues `,
            { time: wait.until.getTime(), style: 'relative' },
            '.',
          ];
    case 'reviewers':
      return [
        `Waiting for an approval of ${wait.environment} by ${wait.reviewers.join(' or ')}.`,
      ];
    case 'rule':
      return [`Waiting for a protection rule of ${wait.environment}.`];
    case 'concurrency':
      return [
        `Waiting behind ${wait.behind.length === 0 ? 'another run' : ''}`,
        ...wait.behind.flatMap(({ name, url }, index): Inline[] => [
          index === 0 ? '' : ', ',
          url === null ? name : { link: url, text: name },
        ]),
        ` of the concurrency group ${wait.group}.`,
      ];
  }
}

/** What the word does not say. */
function endSentence(
  outcome: Outcome,
  snapshot: Snapshot | undefined,
): string | undefined {
  const conclusion = snapshot?.run.conclusion ?? null;
  return (
    (conclusion !== null && outcome === outcomeOf(conclusion)
      ? CONCLUSION_SENTENCES[conclusion]
      : undefined) ?? OUTCOME_SENTENCES[outcome]
  );
}

/** GitHub's answer, since when, and when the next request is allowed. */
function troubleText({ troubleSince, trouble, retryAt }: Follow): Text {
  return [
    `GitHub does not answer as it should${trouble === null ? '' : ` (${trouble.replace(/\.$/, '')})`}, since `,
    { time: troubleSince ?? 0, style: 'relative' },
    '. ',
    ...(retryAt === null
      ? ['Following continues.']
      : [
          'Following continues ',
          { time: retryAt, style: 'relative' } as const,
          '.',
        ]),
  ];
}

function isLookingAfterLostResponse(follow: Follow): boolean {
  return follow.stage === 'searching' && searchOf(follow)?.accepted === false;
}

function fieldsOf(
  follow: Follow,
  invocation: Invocation,
  snapshot?: Snapshot,
): readonly Field[] {
  const fields: Field[] = [
    { name: 'Requested by', value: invocation.requester.name },
    { name: 'Id', value: { code: shortId(follow.id) } },
    { name: 'Run', value: runText(follow, snapshot) },
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

function runText(follow: Follow, snapshot?: Snapshot): Text {
  if (follow.runId === null || follow.runUrl === null)
    return follow.outcome === null
      ? 'searching…'
      : (NO_RUN[follow.outcome] ?? 'not found');
  const name = `#${snapshot?.run.runNumber ?? follow.runId}`;
  const attempt = follow.attempt > 1 ? `, attempt ${follow.attempt}` : '';
  return [{ link: follow.runUrl, text: name }, attempt, identityNote(follow)];
}

/** How a run that is not certain to be ours is marked, wherever it is named. */
export function identityNote({ identity }: Follow): string {
  return identity === 'probable'
    ? ' (probably: the workflow does not show the id in its run name, and no other run was started since)'
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

function actionsOf(follow: Follow): readonly Action[] {
  const { id: invocationId, runId, attempt, outcome } = follow;
  if (outcome === 'ambiguous')
    return [
      { kind: 'look_again', invocationId },
      { kind: 'start_again', invocationId },
    ];
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
    : {
        caption:
          follow.outcomeDetail?.['logAttributed'] === false
            ? 'End of the job’s log; which step printed it is not known'
            : (detailText(follow, 'failedStep') ?? 'Log'),
        text,
      };
}

function detailText(follow: Follow, name: string): string | undefined {
  const value: Json | undefined = follow.outcomeDetail?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A run that is shown without a follow, as one that was started elsewhere. */
export interface ShownRun {
  readonly title: string;
  readonly snapshot: Snapshot;
  /** Null while it runs. */
  readonly outcome: Outcome | null;
  readonly requestedBy: string;
}

/** What `followReport` says of a run, for one that is not followed here. */
export function runReport(shown: ShownRun): Report {
  const { title, snapshot, outcome, requestedBy } = shown;
  const { run } = snapshot;
  const word =
    outcome === null ? PHASE_WORDS[snapshot.phase] : endWord(outcome, snapshot);
  const [started, ended] = timesOf(snapshot);
  const jobs = currentJobs(snapshot);
  const summary =
    outcome === null ? waitText(snapshot) : endSentence(outcome, snapshot);
  return createReport({
    title: `${title}: ${word}`,
    tone: outcome === null ? 'progress' : OUTCOME_WORDS[outcome].tone,
    ...(summary === undefined ? {} : { summary }),
    fields: [
      { name: 'Requested by', value: requestedBy },
      {
        name: 'Run',
        value: [
          { link: run.url, text: `#${run.runNumber ?? run.id}` },
          run.attempt > 1 ? `, attempt ${run.attempt}` : '',
        ],
      },
      {
        name: 'From',
        value: [
          { code: run.headBranch ?? 'unknown' },
          ' at ',
          { code: run.headSha.slice(0, 7) },
        ],
      },
      outcome !== null && started !== undefined && ended !== undefined
        ? { name: 'Took', value: { duration: ended - started } }
        : {
            name: 'Started',
            value: { time: run.startedAt.getTime(), style: 'relative' },
          },
    ],
    sections:
      jobs.length === 0 ? [] : [{ heading: 'Jobs', lines: jobLines(jobs) }],
    links: [{ label: 'View run', url: run.url }],
    data: {
      workflow: run.path ?? null,
      run: {
        id: run.id,
        number: run.runNumber ?? null,
        url: run.url,
        attempt: run.attempt,
        status: run.status,
        conclusion: run.conclusion,
      },
      outcome,
      requester: requestedBy,
      jobs: jobs.map(({ name, status, conclusion, url }) => ({
        name,
        status,
        conclusion,
        url,
      })),
    },
  });
}
