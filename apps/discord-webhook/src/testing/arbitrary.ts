import * as fc from 'fast-check';
import {
  ICONS,
  TONES,
  createReport,
  type Inline,
  type Report,
  type Text,
} from '@yardmaster/agent-registry';

/** The same cases in every run. */
export const SEED = { seed: 20260807, numRuns: 300 } as const;

/** Hostile text: markdown, mentions, lone surrogates, terminal sequences, very long. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    '@everyone',
    '<@123456789012345678>',
    '<t:1:R>',
    '[a](https://evil.example)',
    'https://evil.example',
    '```\ncode```',
    '`a``b`',
    '\u001b[31mred\u001b[0m',
    '\u202eevil',
    '# heading',
    '-# small',
    '> quote',
    '1. one',
    '||spoiler||',
    '\\',
    '*'.repeat(3000),
    '\ud83d'.repeat(5),
    '😀'.repeat(2500),
    '',
    ' ',
  ),
);

const inline: fc.Arbitrary<Inline> = fc.oneof(
  hostileText,
  hostileText.map((strong) => ({ strong })),
  hostileText.map((code) => ({ code })),
  fc.record({
    link: fc.oneof(
      fc.webUrl({ withQueryParameters: true }),
      hostileText,
      fc.constant(`https://a.example/${'x'.repeat(600)}`),
    ),
    text: hostileText,
  }),
  fc.record({
    time: fc.integer({ min: 0, max: 4e12 }),
    style: fc.constantFrom('relative' as const, 'full' as const),
  }),
  fc.double().map((duration) => ({ duration })),
  fc.constantFrom({ command: 'status' }, { command: 'deploy-client' }),
);

export const anyText: fc.Arbitrary<Text> = fc.oneof(
  inline,
  fc.array(inline, { maxLength: 6 }),
);

const line = fc.record(
  {
    text: anyText,
    icon: fc.constantFrom(...ICONS),
    depth: fc.integer({ min: 0, max: 6 }),
  },
  { requiredKeys: ['text'] },
);

const url = fc.oneof(
  fc.webUrl(),
  fc.constantFrom(
    'javascript:alert(1)',
    'not a url',
    `https://a.example/${'y'.repeat(600)}`,
  ),
);

/** Whatever an agent could come up with. */
export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    title: hostileText,
    tone: fc.constantFrom(...TONES),
    summary: anyText,
    fields: fc.array(fc.record({ name: hostileText, value: anyText }), {
      maxLength: 40,
    }),
    sections: fc.array(
      fc.record(
        { heading: hostileText, lines: fc.array(line, { maxLength: 60 }) },
        { requiredKeys: ['lines'] },
      ),
      { maxLength: 6 },
    ),
    excerpt: fc.record({ caption: hostileText, text: hostileText }),
    links: fc.array(fc.record({ label: hostileText, url }), { maxLength: 30 }),
    actions: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constantFrom('cancel' as const, 'rerun_failed' as const),
          runId: fc.integer({ min: 1 }),
          attempt: fc.integer({ min: 1, max: 100 }),
        }),
        fc.record({
          kind: fc.constantFrom('look_again' as const, 'start_again' as const),
          invocationId: fc.uuid(),
        }),
      ),
      { maxLength: 4 },
    ),
    picture: fc.option(
      fc.record({
        fileName: hostileText,
        alt: hostileText.map((alt) => alt || 'a chart'),
      }),
      { nil: undefined },
    ),
  })
  .map(({ picture, ...parts }) =>
    createReport({
      ...parts,
      ...(picture && {
        picture: {
          ...picture,
          svg: () => '<svg/>',
          png: async () => new Uint8Array([1, 2, 3]),
        },
      }),
    }),
  );
