import { currentJobs, type Snapshot } from '@yardmaster/github-dispatcher';
import { detailText, endText } from './end-text.ts';
import { searchOf, snapshotOf } from './transitions.ts';
import { endSentence, endWord, timesOf } from '../report/run-report.ts';
import { waitText } from '../report/wait-text.ts';
import { followData } from './data.ts';
import type { Follow } from '../journal/follow.ts';
import { shortId, type Invocation } from '../journal/invocation.ts';
import { OUTCOME_WORDS, PHASE_WORDS, type Outcome } from '../report/outcome.ts';
import { jobLines } from '../report/job-lines.ts';
import {
  createReport,
  type Field,
  type Inline,
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
