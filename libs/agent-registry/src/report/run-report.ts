import {
  currentJobs,
  outcomeOf,
  type Snapshot,
} from '@yardmaster/github-dispatcher';
import { jobLines } from './job-lines.ts';
import {
  OUTCOME_SENTENCES,
  OUTCOME_WORDS,
  PHASE_WORDS,
  type Outcome,
} from './outcome.ts';
import { createReport, type Report } from './report.ts';
import { CONCLUSION_SENTENCES, CONCLUSION_WORDS } from './run-words.ts';
import { waitText } from './wait-text.ts';

/** The conclusion's own word if the run gave the outcome, else the outcome's. */
export function endWord(
  outcome: Outcome,
  snapshot: Snapshot | undefined,
): string {
  const conclusion = snapshot?.run.conclusion ?? null;
  return conclusion !== null && outcome === outcomeOf(conclusion)
    ? CONCLUSION_WORDS[conclusion]
    : OUTCOME_WORDS[outcome].word;
}

/** What the word does not say. */
export function endSentence(
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

/** First start and last end of the jobs, else of the run; milliseconds since the epoch. */
export function timesOf(
  snapshot: Snapshot,
): [number | undefined, number | undefined] {
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
