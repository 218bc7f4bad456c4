import {
  type AttemptLink,
  deployPhrases,
  type Digest,
  durationPhrases,
  flakyPhrase,
  type JobFigures,
  jobPhrase,
  otherPhrases,
  plural,
  redPhrase,
  runsPhrase,
  silentPhrase,
  successPhrase,
  timeLimitPhrase,
  type WorkflowDigest,
} from '@yardmaster/digest';
import type { Icon, Line, Section } from '../report/report.ts';

/** One workflow: its figures, and its latest run. */
export function workflowSection(row: WorkflowDigest): Section {
  const changed = { figures: row, change: row.change };
  const figures: Line = {
    text: [
      runsPhrase(changed),
      ...(row.successRate.n === 0 ? [] : [successPhrase(changed)]),
      ...otherPhrases(row),
      ...durationPhrases(changed),
    ].join(', '),
  };
  return {
    heading: row.workflow,
    lines: row.latest === null ? [figures] : [figures, latestLine(row.latest)],
  };
}

const OUTCOMES: Readonly<
  Record<AttemptLink['outcome'], { readonly icon: Icon; readonly word: string }>
> = {
  success: { icon: 'passed', word: 'success' },
  failure: { icon: 'failed', word: 'failure' },
  cancelled: { icon: 'cancelled', word: 'cancelled' },
  skipped: { icon: 'skipped', word: 'skipped' },
  other: { icon: 'unknown', word: 'other' },
  running: { icon: 'running', word: 'still running' },
};

function latestLine(latest: AttemptLink): Line {
  const { icon, word } = OUTCOMES[latest.outcome];
  return {
    icon,
    text: [
      `Latest: ${word} `,
      { time: Date.parse(latest.startedAt), style: 'relative' },
      ...(latest.durationMs === null
        ? []
        : [', took ', { duration: latest.durationMs }]),
      ', ',
      { link: latest.url, text: `#${latest.runNumber ?? latest.runId}` },
    ],
  };
}

const MOST_LINES = 5;

/** What needs a person's attention: red, silent, running into a limit, flaky, or known late. */
export function attention({
  openRed,
  silent,
  timeLimits,
  flakyCandidates,
  corrections,
  window,
}: Digest): readonly Section[] {
  const lines: Line[] = [
    ...openRed.map((red): Line => ({
      icon: 'failed',
      text: [
        { strong: red.workflow },
        `${red.target === null ? '' : ` (${red.target})`}: ${redPhrase(red)}, `,
        { link: red.url, text: 'latest failure' },
      ],
    })),
    ...silent.map((one): Line => ({
      icon: 'warning',
      text: [{ strong: one.workflow }, `: ${silentPhrase(one, window.zone)}`],
    })),
    ...timeLimits.map((one): Line => ({
      icon: 'warning',
      text: [{ strong: one.workflow }, `: ${timeLimitPhrase(one)}`],
    })),
    ...flakyCandidates.slice(0, MOST_LINES).map((one): Line => ({
      icon: 'warning',
      text: [
        { strong: one.workflow },
        `${one.job === null ? '' : ` › ${one.job}`}: ${flakyPhrase(one)}, `,
        { link: one.url, text: 'the run that passed' },
      ],
    })),
    ...corrections.slice(0, MOST_LINES).map((one): Line => ({
      icon: OUTCOMES[one.outcome].icon,
      text: [
        'Correction to an earlier digest: ',
        { strong: one.workflow },
        ` ended with ${OUTCOMES[one.outcome].word}, `,
        { link: one.url, text: `#${one.runNumber ?? one.runId}` },
      ],
    })),
  ];
  return lines.length === 0 ? [] : [{ heading: 'Needs attention', lines }];
}

/** Frequency, lead time, change failure rate and time to recover, per target. */
export function deploys({ deploys: all }: Digest): readonly Section[] {
  const [total, ...targets] = all;
  if (total === undefined) return [];
  // With one target, the total says the same.
  const shown = targets.length === 1 ? targets : all;
  return [
    {
      heading: 'Deploys',
      lines: shown.map((one) => ({
        text: [
          { strong: one.target ?? 'All targets' },
          `: ${deployPhrases(one).join(', ')}`,
        ],
      })),
    },
  ];
}

const MOST_JOBS = 3;

/** The jobs that failed most, and the slowest. */
export function jobs({ failingJobs, slowestJobs }: Digest): readonly Section[] {
  const section = (heading: string, list: readonly JobFigures[]): Section[] =>
    list.length === 0
      ? []
      : [
          {
            heading,
            lines: list.slice(0, MOST_JOBS).map((one) => ({
              text: `${one.workflow} › ${one.job}: ${jobPhrase(one)}`,
            })),
          },
        ];
  return [
    ...section('Most failing jobs', failingJobs),
    ...section('Slowest jobs', slowestJobs),
  ];
}

const MOST_REQUESTERS = 5;

/** The people with most requests. */
export function requesters({
  byRequester: { top },
}: Digest): readonly Section[] {
  if (top.length === 0) return [];
  return [
    {
      heading: 'Requested by',
      lines: top
        .slice(0, MOST_REQUESTERS)
        .map(({ name, attempts, failure }) => ({
          text: `${name}: ${plural(attempts, 'run')}${failure > 0 ? `, ${failure} failed` : ''}`,
        })),
    },
  ];
}
