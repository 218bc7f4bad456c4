import { describe, expect, it } from 'vitest';
import { parseAllowedDomains, parseUrl } from './index.ts';

describe('parseAllowedDomains', () => {
  it('makes a policy of a comma-separated list', () => {
    const parsed = parseAllowedDomains(
      ' example.com, *.trusted.org ,münchen.de',
      { ports: [443] },
    );
    expect(parsed).toMatchObject({
      ok: true,
      domains: ['example.com', '*.trusted.org', 'münchen.de'],
    });
    if (!parsed.ok) return;
    const ok = (input: string) => parseUrl(input, parsed.policy).ok;
    expect(
      [
        'https://example.com/',
        'https://a.trusted.org/',
        'https://xn--mnchen-3ya.de',
      ].every(ok),
    ).toBe(true);
    expect(
      [
        'https://trusted.org/',
        'https://evil.org/',
        'https://example.com:8443/',
      ].some(ok),
    ).toBe(false);
  });

  it.each([undefined, '', '  '])('takes %j for no list', (text) => {
    const parsed = parseAllowedDomains(text);
    expect(parsed).toMatchObject({ ok: true, domains: [] });
    expect(
      parsed.ok && parseUrl('https://anything.example.com/', parsed.policy).ok,
    ).toBe(true);
  });

  it('names every bad entry by what was written', () => {
    expect(parseAllowedDomains('https://a.com,ok.com,,*.com')).toEqual({
      ok: false,
      faults: [
        {
          path: 'entry 1',
          message:
            '"https://a.com" must be a host without scheme, port or path',
        },
        { path: 'entry 3', message: '"" is empty' },
        {
          path: 'entry 4',
          message:
            '"*.com" is too wide: a wildcard needs at least two labels after it',
        },
      ],
    });
  });
});
