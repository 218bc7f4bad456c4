import {
  altText,
  toJson,
  toSvg,
  type Change,
  type Digest,
  type Figures,
} from '@yardmaster/digest';
import { attention, requesters, workflowSection } from './sections.ts';
import { countOf, outcomes, rate, signed } from './words.ts';
import {
  createReport,
  type Field,
  type Inline,
  type JsonObject,
  type Report,
  type Tone,
} from '../report/report.ts';

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

function fieldsOf(digest: Digest): readonly Field[] {
  const { total, change, window, quality } = digest;
  return [
    { name: 'Success rate', value: rate(total, change) },
    { name: 'Average duration', value: average(total, change) },
    { name: 'p95 duration', value: tail(total) },
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
  if (total.p95Ms !== null) return [{ duration: total.p95Ms }];
  return total.maxMs === null
    ? ['none succeeded']
    : [`too few runs (${total.n}), the longest `, { duration: total.maxMs }];
}
