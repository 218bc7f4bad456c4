import type { JobState, StepState } from '@yardmaster/sandbox/github';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLocalScene } from '../testing/local-scene.ts';
import { firstFailure, type FirstFailureOptions } from './first-failure.ts';
import { createLogScan } from './log-scan.ts';

const START = Date.UTC(2026, 0, 1);
const MIB = 1024 * 1024;

type StepSpec = readonly [
  name: string,
  conclusion: 'success' | 'failure' | 'skipped',
  from: number,
  to: number,
];

function step([name, conclusion, from, to]: StepSpec): StepState {
  const ran = conclusion !== 'skipped';
  return {
    name,
    conclusion,
    // GitHub's times are whole seconds.
    startedAt: ran ? START + Math.floor(from) * 1_000 : null,
    completedAt: ran ? START + Math.floor(to) * 1_000 : null,
  };
}

function job(
  id: number,
  name: string,
  conclusion: 'success' | 'failure',
  end: number,
  steps: readonly StepSpec[] = [],
): JobState {
  return {
    id,
    name,
    conclusion,
    startedAt: START,
    completedAt: START + end * 1_000,
    steps: steps.map(step),
  };
}

/** A line of a log, printed that many seconds after the start. */
function line(second: number, text: string): string {
  const at = new Date(START + second * 1_000).toISOString();
  return `${at.replace('Z', '0000Z')} ${text}`;
}

function setUp(jobs: readonly JobState[], logs: Record<number, string> = {}) {
  const scene = createLocalScene();
  const { local, github } = scene;
  const { id } = local.startRun();
  local.setJobs(id, jobs);
  local.override(id, { status: 'completed', conclusion: 'failure' });
  for (const [jobId, text] of Object.entries(logs))
    local.setLog(Number(jobId), text);
  return {
    ...scene,
    async find(options: FirstFailureOptions = {}) {
      const found = await firstFailure(github, { id, attempt: 1 }, options);
      if (found.kind !== 'found') throw new Error(found.kind);
      return found;
    },
    look: () => firstFailure(github, { id, attempt: 1 }),
  };
}

/** What one job with these steps and this log is reported with. */
async function excerpt(
  steps: readonly StepSpec[],
  log: readonly string[],
  options: FirstFailureOptions = {},
) {
  const { find } = setUp([job(1, 'test', 'failure', 60, steps)], {
    1: log.join('\n'),
  });
  const { lines, log: state } = await find(options);
  return { lines, state };
}

const OPENING = [
  line(0, '\uFEFFCurrent runner version: 2.330.0'),
  line(0.1, 'Complete job name: test'),
];

test('the job that failed first, its first failed step, and all failed jobs', async () => {
  const { find } = setUp(
    [
      job(1, 'lint', 'success', 1),
      job(2, 'late', 'failure', 9),
      job(3, 'test', 'failure', 5, [
        ['Set up job', 'success', 0, 1],
        ['Run npm test', 'failure', 2, 3],
        ['Report', 'failure', 3, 4],
      ]),
    ],
    {
      3: [
        ...OPENING,
        line(2, '##[group]Run npm test'),
        line(2, '##[endgroup]'),
        line(2.5, '1 failed'),
        line(2.9, '##[error]Process completed with exit code 1.'),
        line(3.1, '##[group]Run report'),
        line(3.2, '##[error]no report'),
      ].join('\n'),
    },
  );
  const found = await find();
  expect(found).toMatchObject({
    job: { name: 'test' },
    step: { name: 'Run npm test' },
    log: 'attributed',
    lines: [
      'Run npm test',
      '1 failed',
      'error: Process completed with exit code 1.',
    ],
  });
  expect(found.failedJobs.map(({ name }) => name)).toEqual(['test', 'late']);
});

describe('a step that prints much after the failed one', () => {
  const steps: readonly StepSpec[] = [
    ['Set up job', 'success', 0, 1],
    ['Test', 'failure', 2, 3],
    ['Upload logs', 'success', 3, 3],
  ];
  const noise = Array.from({ length: 20_000 }, (_, index) =>
    line(3.2, `noise ${index} ${'x'.repeat(80)}`),
  );
  const log = [
    ...OPENING,
    line(2, '##[group]Run npm test'),
    line(2, '##[endgroup]'),
    line(2.1, 'expected 1 to be 2'),
    line(3.1, '##[error]Process completed with exit code 1.'),
    line(3.15, '##[group]Run cat all.log'),
    line(3.15, '##[endgroup]'),
    ...noise,
  ];

  test('does not take its place, although it ran in the same second', async () => {
    expect(log.join('\n').length).toBeGreaterThan(1.5 * MIB);
    expect(await excerpt(steps, log)).toEqual({
      state: 'attributed',
      lines: [
        'Run npm test',
        'expected 1 to be 2',
        'error: Process completed with exit code 1.',
      ],
    });
  });

  test('nor if it prints markers and errors of its own', async () => {
    const forged = [
      ...log,
      line(3.3, '##[group]Run npm test'),
      line(3.3, '##[error]not the failure'),
    ];
    const { lines } = await excerpt(steps, forged);
    expect(lines.at(-1)).toBe('error: Process completed with exit code 1.');
  });
});

test('more markers than steps: the name of the step decides', async () => {
  const { state, lines } = await excerpt(
    [
      ['Set up job', 'success', 0, 1],
      ['Run ./.github/actions/setup', 'success', 2, 2],
      ['Run npm test', 'failure', 2, 3],
    ],
    [
      ...OPENING,
      line(2, '##[group]Run ./.github/actions/setup'),
      line(2.1, '##[group]Run actions/setup-node@v4'),
      line(2.2, '##[group]Run npm ci'),
      line(2.4, '##[group]Run npm test'),
      line(2.5, 'boom'),
      line(3, '##[error]Process completed with exit code 1.'),
    ],
  );
  expect(state).toBe('attributed');
  expect(lines).toContain('boom');
  expect(lines).not.toContain('Run npm ci');
});

test('what cannot be attributed for certain is shown as unattributed', async () => {
  const { state, lines } = await excerpt(
    [
      ['Set up job', 'success', 0, 1],
      ['First', 'success', 2, 2],
      ['Second', 'failure', 2, 2],
    ],
    [
      ...OPENING,
      line(2, '##[group]Run a'),
      line(2.1, '##[group]Run b'),
      line(2.2, '##[group]Run c'),
      line(2.3, '##[error]one of them'),
    ],
  );
  expect(state).toBe('unattributed');
  expect(lines.at(-1)).toBe('error: one of them');
});

const ONE_STEP: readonly StepSpec[] = [
  ['Set up job', 'success', 0, 1],
  ['Run build', 'failure', 2, 9],
];
const built = (...lines: readonly string[]) => [
  ...OPENING,
  line(2, '##[group]Run build'),
  ...lines,
];

test.each([
  ['with one time each', (text: string) => line(3, text)],
  ['without times', (text: string) => text],
])('an error of several lines is shown whole (%s)', async (_name, next) => {
  const { lines } = await excerpt(
    ONE_STEP,
    built(
      line(3, '##[error]src/app.ts:1:2'),
      next('  expected: 1'),
      next('  received: 2'),
      line(4, 'afterwards'),
    ),
  );
  expect(lines.slice(1)).toEqual([
    'error: src/app.ts:1:2',
    '  expected: 1',
    '  received: 2',
  ]);
});

test('the first error is shown even if much was printed up to the last one', async () => {
  const { lines } = await excerpt(
    ONE_STEP,
    built(
      line(3, '##[error]the cause'),
      ...Array.from({ length: 500 }, (_, index) => line(4, `more ${index}`)),
      line(5, '##[error]Process completed with exit code 1.'),
    ),
    { maxLines: 5 },
  );
  expect(lines).toEqual([
    'error: the cause',
    'more 497',
    'more 498',
    'more 499',
    'error: Process completed with exit code 1.',
  ]);
});

test('a progress bar is its last frame', async () => {
  const frames = Array.from({ length: 50_000 }, (_, index) => `${index}%`);
  const { lines } = await excerpt(
    ONE_STEP,
    built(line(3, `${frames.join('\r')}\r`), line(4, '##[error]failed\r')),
  );
  expect(lines.slice(1)).toEqual(['49999%', 'error: failed']);
});

test('text is plain, without commands, and redacted', async () => {
  const { lines } = await excerpt(
    ONE_STEP,
    built(
      line(3, `\u001b[36;1mnpm\u001b[0m ghp_${'a1'.repeat(18)}`),
      line(4, '\u202Edesrever\u0007 ::set-output name=x::hunter2hunter2'),
      line(5, '##[error]failed'),
    ),
    { secrets: ['hunter2hunter2'] },
  );
  expect(lines.slice(1)).toEqual([
    'npm ***',
    'desrever : :set-output name=x: :***',
    'error: failed',
  ]);
});

test('a private key whose beginning is not shown is not shown either', async () => {
  const body = Array.from({ length: 200 }, () =>
    line(3, 'MIIEowIBAAKCAQEA'.repeat(4)),
  );
  const { lines } = await excerpt(
    ONE_STEP,
    built(
      line(3, '-----BEGIN RSA PRIVATE KEY-----'),
      ...body,
      line(3, '-----END RSA PRIVATE KEY-----'),
      line(4, '##[error]failed'),
    ),
  );
  expect(lines.join()).not.toContain('MIIE');
  expect(lines.at(-1)).toBe('error: failed');
});

test('bounded in lines and in the length of each', async () => {
  const { find } = setUp([job(1, 'build', 'failure', 5)], {
    1: Array.from(
      { length: 5_000 },
      (_, index) => `${index} ${'x'.repeat(5_000)}`,
    ).join('\n'),
  });
  expect(await find({ maxLines: 3, maxCharacters: 10 })).toMatchObject({
    lines: ['4997 xxxx…', '4998 xxxx…', '4999 xxxx…'],
  });
});

describe('no log', () => {
  const jobs = [
    job(1, 'build', 'failure', 5, [['Run build', 'failure', 1, 2]]),
  ];

  test.each([
    [404, 'missing'],
    [410, 'expired'],
    [403, 'unreadable'],
  ] as const)('%i: %s; the job and the step are named', async (status, log) => {
    const { local, find } = setUp(jobs);
    local.fail('GET /logs', { kind: 'status', status });
    expect(await find()).toMatchObject({
      step: { name: 'Run build' },
      log,
      lines: [],
    });
  });
});

test('a run that failed before any job, and one whose jobs cannot be read', async () => {
  const { local, look } = setUp([]);
  expect(await look()).toEqual({ kind: 'none' });
  local.fail('GET /jobs', { kind: 'status', status: 403 });
  expect(await look()).toMatchObject({
    kind: 'failed',
    failure: { reason: 'forbidden' },
  });
});

test('a log cut into any pieces is read the same', () => {
  const text = built(
    line(3, 'a\rb\r\n'),
    line(4, '##[error]x'),
    '  more',
    line(5, 'end'),
  ).join('\n');
  const read = (pieces: readonly string[]) => {
    const scan = createLogScan();
    for (const piece of pieces) scan.push(piece);
    return scan.finish();
  };
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const pieces = at
        .slice(1)
        .map((end, index) => text.slice(at[index], end));
      expect(read(pieces)).toEqual(read([text]));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.each([
  '-eyJ-eyJ-',
  '\u001b]',
  '\u001b[',
  '\r',
  '\n',
  'a',
  '##[error]',
  '##[group]Run ',
  '##[error]x\n',
  '##[group]Run x\n',
  '-----BEGIN PRIVATE KEY-----',
  '\u200b',
])('1 MiB of %j takes linear time', { timeout: 60_000 }, async (part) => {
  const { find } = setUp([job(1, 'build', 'failure', 5)], {
    1: part.repeat(Math.ceil(MIB / part.length)),
  });
  const before = process.cpuUsage();
  await find();
  const { user } = process.cpuUsage(before);
  // Linear time is below half a second; quadratic time is minutes.
  expect(user / 1_000).toBeLessThan(5_000);
});
