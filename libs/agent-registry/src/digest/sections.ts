import type { AttemptLink, Digest, WorkflowDigest } from '@yardmaster/digest';
import type { Line, Icon, Section } from '../report/report.ts';
import { countOf, outcomes, rate } from './words.ts';

/** One workflow: its figures, and its latest run. */
export function workflowSection(row: WorkflowDigest): Section {
  const { averageMs } = row.durations.total;
  const figures: Line = {
    text: [
      `${countOf(row.runs.total, 'run')}: ${outcomes(row)}`,
      ...(row.successRate.rate === null
        ? []
        : [`, success rate ${rate(row, row.change)}`]),
      ...(averageMs === null
        ? []
        : [', ', { duration: averageMs }, ' on average']),
    ],
  };
  return {
    heading: row.workflow,
    lines: row.latest === null ? [figures] : [figures, latestLine(row.latest)],
  };
}

const OUTCOMES: Readonly<
  Record<AttemptLink['outcome'], { readonly icon: Icon; readonly word: string }>
> = {
  success: { icon: 'passed', word: 'succeeded' },
  failure: { icon: 'failed', word: 'failed' },
  cancelled: { icon: 'cancelled', word: 'cancelled' },
  skipped: { icon: 'skipped', word: 'skipped' },
  other: { icon: 'unknown', word: 'ended otherwise' },
  running: { icon: 'running', word: 'still running' },
};

function latestLine(latest: AttemptLink): Line {
  return {
    icon: OUTCOMES[latest.outcome].icon,
    text: [
      `Latest: ${OUTCOMES[latest.outcome].word}`,
      ' ',
      { time: Date.parse(latest.startedAt), style: 'relative' },
      ...(latest.durationMs === null
        ? []
        : [', took ', { duration: latest.durationMs }]),
      ', ',
      { link: latest.url, text: `#${latest.runId}` },
    ],
  };
}

/** What wants somebody's attention: red for how long, silent though it usually runs. */
export function attention({ openRed, silent }: Digest): readonly Section[] {
  const lines: Line[] = [
    ...openRed.map(({ workflow, since, failures, url, atLeast }): Line => ({
      icon: 'failed',
      text: [
        { strong: workflow },
        ` has been failing since ${atLeast ? 'before ' : ''}`,
        { time: Date.parse(since), style: 'relative' },
        ` (${countOf(failures, 'failure')}), `,
        { link: url, text: 'the last one' },
      ],
    })),
    ...silent.map(({ workflow, lastRunAt }): Line => ({
      icon: 'warning',
      text: [
        { strong: workflow },
        ' did not run though it usually does; last ',
        { time: Date.parse(lastRunAt), style: 'relative' },
      ],
    })),
  ];
  return lines.length === 0 ? [] : [{ heading: 'Wants attention', lines }];
}

const MOST_REQUESTERS = 5;

/** Who asked for most. */
export function requesters({
  byRequester: { top },
}: Digest): readonly Section[] {
  if (top.length === 0) return [];
  return [
    {
      heading: 'Asked for by',
      lines: top.slice(0, MOST_REQUESTERS).map(({ name, runs, failure }) => ({
        text: `${name}: ${countOf(runs, 'run')}${failure > 0 ? `, ${failure} failed` : ''}`,
      })),
    },
  ];
}
