import {
  altText,
  caveats,
  type Digest,
  durationPhrases,
  healthPhrases,
  isPartial,
  otherPhrases,
  runnerPhrase,
  runsPhrase,
  splitPhrases,
  successPhrase,
  toJson,
  toSvg,
  windowDates,
} from '@yardmaster/digest';
import {
  createReport,
  type Field,
  type Inline,
  type JsonObject,
  type Report,
  type Tone,
} from '../report/report.ts';
import {
  attention,
  deploys,
  jobs,
  requesters,
  workflowSection,
} from './sections.ts';

/** The digest as a report: in words, as a picture and as data. */
export function toDigestReport(digest: Digest, repository: string): Report {
  return createReport({
    title: `Status digest, ${windowName(digest)}`,
    tone: toneOf(digest),
    summary: headline(digest),
    fields: fieldsOf(digest),
    sections: [
      ...attention(digest),
      ...digest.workflows.map(workflowSection),
      ...deploys(digest),
      ...jobs(digest),
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
        // Loaded only if a picture is shown: WebAssembly and fonts.
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

function windowName({ window }: Digest): string {
  switch (window.kind) {
    case 'rolling-day':
      return 'last 24 hours';
    case 'rolling-week':
      return 'last 7 days';
    case 'day':
    case 'week':
    case 'span':
      return windowDates(window);
  }
}

function toneOf(digest: Digest): Tone {
  if (digest.openRed.length > 0) return 'failure';
  if (digest.allGreen) return 'success';
  const { attempts } = digest.total;
  return attempts.total === 0 &&
    digest.silent.length === 0 &&
    !isPartial(digest)
    ? 'neutral'
    : 'warning';
}

function headline(digest: Digest): Inline[] {
  const { total: figures, change, partial } = digest;
  const missing = isPartial(digest)
    ? ` Some attempts are missing.${partial === null ? '' : ` ${partial}`}`
    : '';
  if (figures.attempts.total + figures.attempts.running === 0)
    return [`No runs.${missing}`];
  return [
    { strong: runsPhrase({ figures, change }) },
    `, ${[successPhrase({ figures, change }), ...otherPhrases(figures)].join(', ')}.${missing}`,
  ];
}

function fieldsOf(digest: Digest): readonly Field[] {
  const { total, change, window } = digest;
  const phrases: readonly (readonly [string, readonly (string | null)[]])[] = [
    ['Duration', durationPhrases({ figures: total, change })],
    ['Time spent', [...splitPhrases(total.durations), runnerPhrase(total)]],
    ['Health', healthPhrases(total)],
    ['Reliability', caveats(digest)],
  ];
  return [
    ...phrases.flatMap(([name, parts]) => {
      const known = parts.filter((part) => part !== null);
      return known.length === 0 ? [] : [{ name, value: known.join(', ') }];
    }),
    {
      name: 'From',
      value: [
        { time: Date.parse(window.start), style: 'full' },
        ' to ',
        { time: Date.parse(window.end), style: 'full' },
      ],
    },
  ];
}
