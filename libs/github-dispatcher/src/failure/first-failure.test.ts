import { expect, test } from 'vitest';
import { firstFailure } from './first-failure.ts';
import { neutralize, redact } from './log.ts';
import {
  createFakeGitHub,
  type FakeJob,
  type FakeStep,
} from '../testing/index.ts';

const step = (
  number: number,
  name: string,
  conclusion: string,
  startedAt?: string,
  completedAt?: string,
): FakeStep => ({
  number,
  name,
  status: 'completed',
  conclusion,
  ...(startedAt === undefined ? {} : { startedAt }),
  ...(completedAt === undefined ? {} : { completedAt }),
});
const job = (
  id: number,
  name: string,
  conclusion: string,
  completedAt: string,
  steps: readonly FakeStep[],
): FakeJob => ({
  id,
  name,
  status: 'completed',
  conclusion,
  startedAt: '2026-01-01T00:00:00Z',
  completedAt,
  steps,
});

const LOG = [
  '\uFEFF2026-01-01T00:00:01.0000000Z Set up',
  '2026-01-01T00:00:02.1000000Z \u001b[36;1mnpm test\u001b[0m',
  '2026-01-01T00:00:02.2000000Z token=ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  'a line that goes on \u202Edesrever\u0007',
  '2026-01-01T00:00:02.3000000Z ::set-output name=x::hunter2hunter2',
  '2026-01-01T00:00:02.9000000Z ##[error]Process completed with exit code 1.',
  '2026-01-01T00:00:02.9500000Z ##[group]Afterwards',
  '2026-01-01T00:00:05.0000000Z Clean up',
].join('\n');

function setUp(jobs: readonly FakeJob[]) {
  const fake = createFakeGitHub();
  const { id } = fake.startRun();
  fake.update(id, { status: 'completed', conclusion: 'failure', jobs });
  return { fake, run: { id, attempt: 1 } };
}

test('the job that failed first, its first failed step, the end of what that step printed', async () => {
  const { fake, run } = setUp([
    job(1, 'lint', 'success', '2026-01-01T00:00:01Z', []),
    job(2, 'late', 'failure', '2026-01-01T00:00:09Z', []),
    job(3, 'test', 'failure', '2026-01-01T00:00:05Z', [
      step(
        1,
        'Set up job',
        'success',
        '2026-01-01T00:00:01Z',
        '2026-01-01T00:00:02Z',
      ),
      step(3, 'Report', 'failure'),
      step(
        2,
        'Test',
        'failure',
        '2026-01-01T00:00:02Z',
        '2026-01-01T00:00:03Z',
      ),
    ]),
  ]);
  fake.setLog(3, LOG);
  const found = await firstFailure(fake.github, run, {
    secrets: ['hunter2hunter2'],
  });
  expect(found).toMatchObject({
    kind: 'found',
    job: { name: 'test' },
    step: { name: 'Test' },
  });
  expect(found.kind === 'found' && found.lines).toEqual([
    'npm test',
    'token=***',
    'a line that goes on desrever',
    ': :set-output name=x: :***',
    'error: Process completed with exit code 1.',
  ]);
});

test('bounded in lines and in the length of each', async () => {
  const { fake, run } = setUp([
    job(1, 'build', 'timed_out', '2026-01-01T00:00:05Z', []),
  ]);
  fake.setLog(
    1,
    Array.from(
      { length: 5_000 },
      (_, index) => `${index} ${'x'.repeat(5_000)}`,
    ).join('\n'),
  );
  const found = await firstFailure(fake.github, run, {
    maxLines: 3,
    maxCharacters: 10,
  });
  expect(found.kind === 'found' && found.lines).toEqual([
    '4997 xxxx…',
    '4998 xxxx…',
    '4999 xxxx…',
  ]);
});

test('a log that is gone leaves the job and the step', async () => {
  const { fake, run } = setUp([
    job(1, 'build', 'failure', '2026-01-01T00:00:05Z', [
      step(1, 'Install', 'failure'),
    ]),
  ]);
  expect(await firstFailure(fake.github, run)).toMatchObject({
    kind: 'found',
    step: { name: 'Install' },
    lines: [],
  });
});

test('a run that failed before any job (startup_failure), and one whose jobs cannot be read', async () => {
  const { fake, run } = setUp([]);
  expect(await firstFailure(fake.github, run)).toEqual({ kind: 'none' });
  fake.fail('/jobs', { kind: 'answer', status: 403 });
  expect(await firstFailure(fake.github, run)).toMatchObject({
    kind: 'failed',
    failure: { reason: 'forbidden' },
  });
});

test.each([
  'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  'github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz',
  'ghs_16_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJl',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  'https://user:hunter22@example.com/x',
  'Authorization: Bearer abcdef0123456789',
  'DB_PASSWORD=correct-horse',
  '{"client_secret": "s3cr3tvalue"}',
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----',
])('a secret by its form: %s', (text) => {
  const secret =
    /hunter22|correct-horse|s3cr3tvalue|MIIEow|abcdef0123456789|c2lnbmF0dXJl|ghp_a\w+|11ABCD\w+|AKIA\w+|dozjg\w+/.exec(
      text,
    )?.[0];
  expect(secret).toBeDefined();
  expect(redact(`before ${text} after`)).not.toContain(secret);
  expect(redact(`before ${text} after`)).toMatch(/^before /);
});

test('ordinary text stays as it is', () => {
  const text =
    'error TS2304: Cannot find name "token". See https://example.com/a?b=c and src/app.ts:12:3';
  expect(neutralize(redact(text))).toBe(text);
});

test('long hostile lines are no work', () => {
  const started = performance.now();
  for (const text of [
    'a'.repeat(500_000),
    'eyJ'.repeat(200_000),
    'token='.repeat(100_000),
    '://'.repeat(200_000),
    '-----BEGIN '.repeat(50_000),
  ]) {
    redact(neutralize(text));
  }
  expect(performance.now() - started).toBeLessThan(3_000);
});
