import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePolicy } from './index.ts';
import { urlSchema } from './zod.ts';

describe('urlSchema', () => {
  it('gives the judged URL', () => {
    const input = z.object({ api_base: urlSchema().optional() });
    expect(
      input.parse({ api_base: 'https://EXAMPLE.com' }).api_base?.href,
    ).toBe('https://example.com/');
    expect(input.parse({})).toEqual({});
  });

  it('gives issues that carry the reason', () => {
    const parsed = urlSchema(
      definePolicy({ allowedDomains: ['example.com'] }),
    ).safeParse('https://example.org/');
    expect(parsed.error?.issues).toMatchObject([
      {
        code: 'custom',
        message: 'The host is not on the list of allowed domains.',
        params: { reason: 'host_not_in_allowlist', phase: 'policy' },
      },
    ]);
  });

  it('wants text', () => {
    expect(urlSchema().safeParse(7).error?.issues[0]?.code).toBe(
      'invalid_type',
    );
  });
});
