import { describe, expect, it } from 'vitest';
import { DIGEST_JSON_VERSION, toJson } from './json.ts';
import { week } from './testing/digests.ts';

describe(toJson, () => {
  it('has a version and survives JSON unchanged', () => {
    const json = toJson(week);
    expect(json.version).toBe(DIGEST_JSON_VERSION);
    expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
    expect(Object.keys(json)).toMatchInlineSnapshot(`
      [
        "version",
        "window",
        "asOf",
        "complete",
        "previous",
        "partial",
        "defaultBranch",
        "total",
        "change",
        "workflows",
        "buckets",
        "weeks",
        "openRed",
        "silent",
        "timeLimits",
        "slowest",
        "failingJobs",
        "slowestJobs",
        "flakyCandidates",
        "deploys",
        "corrections",
        "byRequester",
        "byBranch",
        "quality",
        "allGreen",
      ]
    `);
  });
});
