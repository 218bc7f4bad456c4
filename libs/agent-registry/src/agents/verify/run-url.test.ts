import { describe, expect, it } from 'vitest';
import { createTestConfig } from '../../testing/config.ts';
import { namedRun, runUrl } from './run-url.ts';

const github = (apiUrl: string) => ({
  ...createTestConfig().github,
  apiUrl,
});
const schema = runUrl(github('https://api.github.com'));
const RUN = 'https://github.com/acme/shop/actions/runs/12';

describe('a run is named by', () => {
  it.each([
    [RUN, RUN],
    [` ${RUN}/ `, RUN],
    [`${RUN}?pr=3#summary`, RUN],
    [`${RUN}/job/34`, RUN],
    [`${RUN}/attempts/2`, `${RUN}/attempts/2`],
    [`${RUN}/attempts/2/jobs`, `${RUN}/attempts/2`],
    ['https://GitHub.com/Acme/Shop/actions/runs/12', RUN],
    ['12', RUN],
    ['#12', RUN],
  ])('%s', (text, url) => {
    expect(schema.parse(text)).toBe(url);
  });
});

describe('refused is', () => {
  it.each([
    [
      'https://github.com/acme/other/actions/runs/12',
      /not a run of acme\/shop/,
    ],
    ['https://github.com/acme/shopping/actions/runs/12', /not a run of acme/],
    ['https://github.com.evil.example/acme/shop/actions/runs/12', /not a run/],
    ['http://github.com/acme/shop/actions/runs/12', /not a run of acme/],
    [
      'https://github.com@169.254.169.254/acme/shop/actions/runs/12',
      /not the link/,
    ],
    ['http://169.254.169.254/latest/meta-data', /not a run of acme/],
    [
      'https://github.com/acme/shop/pull/12',
      /this page of acme\/shop is not a run/,
    ],
    ['https://github.com/acme/shop/x/actions/runs/12', /is not a run/],
    ['https://github.com/acme/shop/actions/runs/12abc', /is not a run/],
    ['https://github.com/acme/shop/actions/runs/', /is not a run/],
    ['latest', /not the link of a run/],
    ['', /not the link of a run/],
    ['-3', /not the link of a run/],
  ])('%s', (text, message) => {
    const { error } = schema.safeParse(text);
    expect(error?.issues.map((issue) => issue.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

it.each([
  ['https://api.github.com', 'https://github.com'],
  ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
  ['https://github.acme.com/api/v3', 'https://github.acme.com'],
  ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
])('knows where the pages of %s are', (apiUrl, origin) => {
  expect(runUrl(github(apiUrl)).parse('7')).toBe(
    `${origin}/acme/shop/actions/runs/7`,
  );
});

it('is read back', () => {
  expect(namedRun(RUN)).toEqual({ runId: 12 });
  expect(namedRun(`${RUN}/attempts/3`)).toEqual({ runId: 12, attempt: 3 });
});

describe('behind an API of unknown shape', () => {
  const behindProxy = runUrl(github('http://127.0.0.1:8080'));
  it.each([RUN, 'http://127.0.0.1:8080/acme/shop/actions/runs/12'])(
    '%s is a run, wherever its page is',
    (text) => {
      expect(namedRun(behindProxy.parse(text))).toEqual({ runId: 12 });
    },
  );
  it('a page anywhere else is none', () => {
    expect(
      behindProxy.safeParse('https://example.com/acme/shop/actions/runs/12')
        .success,
    ).toBe(false);
  });
});
