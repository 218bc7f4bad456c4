import {
  altText,
  toJson,
  toSvg,
  type AttemptLink,
  type Change,
  type Digest,
  type Figures,
  type WorkflowDigest,
} from '@yardmaster/digest';
import {
  createReport,
  type Field,
  type Inline,
  type JsonObject,
  type Line,
  type Mark,
  type Report,
  type Section,
  type Tone,
} from '../report.ts';

/** The digest in words, as a picture and as data. */
export function toDigestReport(digest: Digest, repository: string): Report {
  return createReport({
    title: `Status digest, ${windowName(digest)}`,
    tone: toneOf(digest),
    summary: headline(digest),
    fields: fieldsOf(digest),
    sections: [
      ...digest.workflows.map(workflowSection),
      ...attention(digest),
      ...requesters(digest),
    ],
    links: digest.workflows.flatMap(({ workflow, latest }) =>
      latest === null ? [] : [{ label: `Latest ${workflow}`, url: latest.url }],
    ),
    picture: {
      fileName: 'status-digest.png',
      alt: altText(digest),
      svg: () => toSvg(digest, { title: repository }),
      png: async () => {
        // Loaded only where a picture is shown: WebAssembly and fonts.
        const { toPng } = await import('@yardmaster/digest/png');
        return toPng(toSvg(digest, { title: repository }));
      },
    },
    data: {
      repository,
      ...(JSON.parse(JSON.stringify(toJson(digest))) as JsonObject),
    },
  });
}

function windowName({ window: { kind, start, end, zone } }: Digest): string {
  const day = (at: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
  const first = day(Date.parse(start));
  switch (kind) {
    case 'rolling-day':
      return 'last 24 hours';
    case 'rolling-week':
      return 'last 7 days';
    case 'day':
      return first;
    case 'week':
      return `${first} to ${day(Date.parse(end) - 1)}`;
  }
}

function toneOf({ total, openRed, allGreen }: Digest): Tone {
  if (openRed.length > 0) return 'failure';
  if (total.runs.total === 0) return 'neutral';
  return allGreen ? 'success' : 'warning';
}

function headline({ total, change, partial }: Digest): Inline[] {
  if (total.runs.total === 0 && partial === null) return ['No runs.'];
  const compared = change?.runsPercent;
  return [
    { strong: `${countOf(total.runs.total, 'run')}` },
    compared == null ? '' : ` (${signed(compared, ' %')})`,
    ...(total.runs.total === 0 ? [] : [': ', outcomes(total)]),
    '.',
    ...(partial === null ? [] : [` The list is not whole. ${partial}`]),
  ];
}

/** `9 succeeded, 2 failed, 1 cancelled`: success and failure always, the others where there are any. */
function outcomes({ runs }: Figures): string {
  const rest: readonly [number, string][] = [
    [runs.cancelled, 'cancelled'],
    [runs.skipped, 'skipped'],
    [runs.other, 'other'],
    [runs.running, 'still running'],
  ];
  return [
    `${runs.success} succeeded`,
    `${runs.failure} failed`,
    ...rest.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`),
  ].join(', ');
}

function fieldsOf(digest: Digest): readonly Field[] {
  const { total, change, window, quality } = digest;
  return [
    { name: 'Success rate', value: rate(total, change) },
    { name: 'Average duration', value: average(total, change) },
    { name: 'Slowest 5 %', value: tail(total) },
    {
      name: 'From',
      value: [
        { time: Date.parse(window.start), style: 'full' },
        ' to ',
        { time: Date.parse(window.end), style: 'full' },
      ],
    },
    ...(quality.endFromUpdatedAt === 0
      ? []
      : [{ name: 'Durations', value: 'to the last update of each run' }]),
  ];
}

function rate({ successRate }: Figures, change: Change | null): string {
  const { n, success, rate: value } = successRate;
  if (value === null) return 'none succeeded or failed';
  const points = change?.successRatePoints;
  const compared = points == null ? '' : `, ${signed(points, ' pp')}`;
  return `${Math.round(value * 1000) / 10} % (${success} of ${n}${compared})`;
}

function average({ durations }: Figures, change: Change | null): Inline[] {
  const { averageMs } = durations.total;
  if (averageMs === null) return ['none succeeded'];
  const percent = change?.averagePercent;
  return [
    { duration: averageMs },
    percent == null ? '' : ` (${signed(percent, ' %')})`,
  ];
}

/** The 95th percentile, or the longest where there are too few for one. */
function tail({ durations: { total } }: Figures): Inline[] {
  if (total.p95Ms !== null) return ['over ', { duration: total.p95Ms }];
  return total.maxMs === null
    ? ['–']
    : ['longest ', { duration: total.maxMs }, ` (only ${total.n} runs)`];
}

function workflowSection(row: WorkflowDigest): Section {
  const { averageMs } = row.durations.total;
  const figures: Line = {
    text: [
      `${countOf(row.runs.total, 'run')}: ${outcomes(row)}`,
      ...(row.successRate.rate === null
        ? []
        : [`, ${rate(row, row.change)} success`]),
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

const MARKS: Readonly<Record<AttemptLink['outcome'], Mark>> = {
  success: 'passed',
  failure: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  other: 'unknown',
  running: 'running',
};

function latestLine(latest: AttemptLink): Line {
  return {
    mark: MARKS[latest.outcome],
    text: [
      'Latest: ',
      latest.outcome,
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
function attention({ openRed, silent }: Digest): readonly Section[] {
  const lines: Line[] = [
    ...openRed.map(({ workflow, since, failures, url, atLeast }): Line => ({
      mark: 'failed',
      text: [
        { strong: workflow },
        ` has been failing since ${atLeast ? 'before ' : ''}`,
        { time: Date.parse(since), style: 'relative' },
        ` (${countOf(failures, 'failure')}), `,
        { link: url, text: 'the last one' },
      ],
    })),
    ...silent.map(({ workflow, lastRunAt }): Line => ({
      mark: 'warning',
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

function requesters({ byRequester: { top } }: Digest): readonly Section[] {
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

function countOf(n: number, word: string): string {
  return n === 1 ? `1 ${word}` : `${n} ${word}s`;
}

function signed(value: number, unit: string): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value)}${unit}`;
}
