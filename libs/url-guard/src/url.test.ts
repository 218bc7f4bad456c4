import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definePolicy, parseUrl, REASONS, type Reason } from './index.ts';

const seed = 3;
const web = definePolicy({ schemes: ['http', 'https'] });
const reasonFor = (input: unknown, policy = web) => {
  const verdict = parseUrl(input, policy);
  return verdict.ok ? 'accepted' : verdict.reason;
};

describe('parseUrl', () => {
  it('gives the judged URL and what its host is', () => {
    expect(
      parseUrl('https://User.Example.COM:443/a b'.replace(' ', '%20')),
    ).toMatchObject({
      ok: true,
      url: {
        href: 'https://user.example.com/a%20b',
        origin: 'https://user.example.com',
        protocol: 'https:',
        hostname: 'user.example.com',
        port: '',
      },
      host: { kind: 'name', ascii: 'user.example.com' },
    });
    expect(parseUrl('https://[2606:4700::1]:8443/')).toMatchObject({
      url: { origin: 'https://[2606:4700::1]:8443', port: '8443' },
      host: {
        kind: 'ip',
        family: 6,
        canonical: '2606:4700::1',
        range: 'global',
      },
    });
    expect(parseUrl('https://134744072/')).toMatchObject({
      host: { kind: 'ip', family: 4, canonical: '8.8.8.8' },
    });
  });

  const refused: readonly (readonly [unknown, Reason])[] = [
    [undefined, 'not_a_string'],
    [new URL('https://example.com/'), 'not_a_string'],
    [`https://example.com/${'a'.repeat(8192)}`, 'too_long'],
    ['', 'invalid_url'],
    ['example.com', 'invalid_url'],
    ['//example.com/', 'invalid_url'],
    ['https://example.com:65536/', 'invalid_url'],
    ['https://exa%00mple.com/', 'invalid_url'],
    ['https://256.1.1.1/', 'invalid_url'],
    [' https://example.com/', 'forbidden_character'],
    ['https://example.com/\n', 'forbidden_character'],
    ['https://exa\tmple.com/', 'forbidden_character'],
    ['https://exa mple.com/', 'forbidden_character'],
    ['https://example.com/a b', 'forbidden_character'],
    ['https://example.com/\u0085', 'forbidden_character'],
    ['https://example.com/\u202eabc', 'forbidden_character'],
    ['https://ex\u00adample.com/', 'forbidden_character'],
    ['https://example.com\u200b/', 'forbidden_character'],
    ['https://example.com/\ud800', 'forbidden_character'],
    ['https://example.com\\@example.org/', 'forbidden_character'],
    ['https://example.com/?a=\\', 'forbidden_character'],
    ['https://example.com/#\\', 'forbidden_character'],
    ['https:example.com', 'malformed_authority'],
    ['https:/example.com', 'malformed_authority'],
    ['https:///example.com', 'malformed_authority'],
    ['https://?example.com', 'malformed_authority'],
    ['https://user@example.com/', 'userinfo_not_allowed'],
    ['https://user:password@example.com/', 'userinfo_not_allowed'],
    ['https://@example.com/', 'userinfo_not_allowed'],
    ['https://:@example.com', 'userinfo_not_allowed'],
    ['ftp://example.com/', 'scheme_not_allowed'],
    ['javascript:alert(1)', 'scheme_not_allowed'],
    ['blob:https://example.com/1', 'scheme_not_allowed'],
    ['wss://example.com/', 'scheme_not_allowed'],
    ['https://example.com:0/', 'port_not_allowed'],
    ['https://example.com:22/', 'port_not_allowed'],
    ['https://a..example.com/', 'host_invalid'],
    ['https://example.com../', 'host_invalid'],
    ['https://-a.example.com/', 'host_invalid'],
    ['https://a-.example.com/', 'host_invalid'],
    ['https://a;b.example.com/', 'host_invalid'],
    [`https://${'a'.repeat(64)}.com/`, 'host_invalid'],
    [`https://${'a.'.repeat(126)}com/`, 'host_invalid'],
    ['https://xn--a.example.com/', 'host_invalid'],
    ['https://xn--abc-.example.com/', 'host_invalid'],
    ['https://10.0.0.xn--pokxncvks/', 'host_invalid'],
    ['https://intranet/', 'host_special_name'],
    ['https://redis/', 'host_single_label'],
    ['https://redis./', 'host_single_label'],
    ['https://localhost/', 'host_special_name'],
    ['https://LOCALHOST./', 'host_special_name'],
    ['https://ｌｏｃａｌｈｏｓｔ/', 'host_special_name'],
    ['https://a.b.localhost/', 'host_special_name'],
    ['https://printer.local/', 'host_special_name'],
    ['https://db.internal/', 'host_special_name'],
    ['https://router.home.arpa/', 'host_special_name'],
    ['https://abc.onion/', 'host_special_name'],
    ['https://a.test/', 'host_special_name'],
    ['https://metadata.google.internal/', 'host_metadata'],
    ['https://metadata/', 'host_metadata'],
    ['https://metadata.goog/', 'host_metadata'],
    ['https://169.254.169.254/', 'ip_not_public'],
    ['https://[::1]/', 'ip_not_public'],
    ['https://[64:ff9b::10.0.0.1]/', 'ip_not_public'],
  ];
  it.each(refused)('refuses %j: %s', (input, reason) => {
    const verdict = parseUrl(input, web);
    expect(verdict).toMatchObject({
      ok: false,
      reason,
      phase: REASONS[reason].phase,
    });
  });

  it('allows https alone where the policy says nothing else', () => {
    expect(parseUrl('http://example.com/')).toMatchObject({
      reason: 'scheme_not_allowed',
      message: 'Only https URLs are allowed.',
    });
    expect(parseUrl('https://example.com/').ok).toBe(true);
  });

  it.each([
    'https://example.com',
    'https://example.com.',
    'https://example.com:8443/path?q#f',
    'https://_dmarc.a--b.example.com/',
    'https://bücher.example.com/',
    'https://xn--bcher-kva.example.com/',
    'https://пример.рф/',
    'https://مثال.com/',
    'https://127.0.0.1.example.com/',
    'https://localhost.example.com/',
    'https://example.com/@user',
    'https://example.com/?a@b',
    'https://example.com/?u=http://localhost/',
    'https://test.com/',
    'https://internal.example.com/',
    'https://8.8.8.8/',
    'https://[64:ff9b::8.8.8.8]/',
    'https://[::ffff:8.8.8.8]/',
    'https://0.pool.ntp.org/',
    'https://example.com/é',
    `https://${'a'.repeat(63)}.com/`,
    `https://${'a.'.repeat(125)}com/`,
  ])('accepts %s', (input) => {
    expect(reasonFor(input)).toBe('accepted');
  });

  it('says nothing of an address to the person, and keeps control characters and length out of the log', () => {
    const verdict = parseUrl('https://10.0.0.1/secret?token=t', web);
    expect(JSON.stringify(verdict)).not.toContain('secret');
    expect(verdict.ok || verdict.message).not.toContain('10.0.0.1');
    expect(verdict).toMatchObject({
      detail: { address: '10.0.0.1', range: 'private' },
    });
    const long = parseUrl(`https://${'a'.repeat(5000)}/`, web);
    expect(JSON.stringify(long).length).toBeLessThan(500);
  });
});

describe('properties of parseUrl', () => {
  const hostile = fc.constantFrom(
    'http',
    'https',
    'HTTPS',
    'file',
    ':',
    '/',
    '//',
    '\\',
    '@',
    '?',
    '#',
    '[',
    ']',
    '%',
    '%00',
    '%2e',
    '.',
    '..',
    '-',
    '_',
    'xn--',
    '127.0.0.1',
    '0x7f',
    '017',
    '::1',
    '::ffff:',
    'localhost',
    'example.com',
    'a',
    '1',
    ':80',
    ':0',
    ' ',
    '\t',
    '\n',
    '\0',
    '\u00ad',
    '\u200b',
    '\u3002',
    '\uff0f',
    '\uff20',
    '\uff1a',
    '\uff0e',
    '\u2488',
    '\u00df',
    'é',
    'e\u0301',
    '\ud800',
    '\u{1d7d8}',
  );
  const anything = fc.oneof(
    fc.array(hostile, { maxLength: 14 }).map((parts) => parts.join('')),
    fc
      .array(hostile, { maxLength: 10 })
      .map((parts) => `https://${parts.join('')}`),
    fc
      .array(hostile, { maxLength: 5 })
      .map((parts) => `https://a.example.com${parts.join('')}`),
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
  );
  const run = { seed, numRuns: 5000 };

  it('never throws, and refuses with a known reason', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.anything()), (input) => {
        const verdict = parseUrl(input, web);
        if (!verdict.ok) expect(Object.keys(REASONS)).toContain(verdict.reason);
      }),
      run,
    );
  });

  it('gives an href that parses to itself, that every parser reads alike, and that no normal form changes', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anything, (input) => {
        const verdict = parseUrl(input, web);
        if (!verdict.ok) return;
        accepted++;
        const { href, hostname, port, origin } = verdict.url;
        expect(parseUrl(href, web)).toEqual(verdict);
        // RFC 3986 appendix B
        const authority = /^[^:/?#]+:\/\/([^/?#]*)/.exec(href)?.[1];
        expect(authority).toBe(port === '' ? hostname : `${hostname}:${port}`);
        expect(new URL(href).origin).toBe(origin);
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'])
          expect(href.normalize(form)).toBe(href);
      }),
      run,
    );
    expect(accepted).toBeGreaterThan(500);
  });

  it('calls no host other than the one meant, however the text is normalised afterwards', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const verdict = parseUrl(input, web);
        if (!verdict.ok) return;
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
          const other = parseUrl(input.normalize(form), web);
          if (other.ok) expect(other.url.hostname).toBe(verdict.url.hostname);
        }
      }),
      run,
    );
  });

  it('does not accept a text because a normal form of it would do', () => {
    fc.assert(
      fc.property(anything, (input) => {
        if (parseUrl(input, web).ok) return;
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'])
          parseUrl(input.normalize(form), web);
        expect(parseUrl(input, web).ok).toBe(false);
      }),
      { seed, numRuns: 1000 },
    );
    // Each of these is another, acceptable URL in NFKC.
    for (const input of [
      'https://example.com\u2100/',
      'https://a\uff0f.example.com/',
      'https://example.com\u00a0/'.replace('/', ''),
      'https:\uff0f\uff0fexample.com/',
    ])
      expect([input, parseUrl(input, web).ok]).toEqual([input, false]);
  });

  it('takes time in proportion to the length, up to 1 MB', () => {
    const policy = definePolicy({ maxLength: 2_000_000 });
    for (const unit of [
      'a',
      '.',
      '/',
      '%41',
      'a.',
      '@',
      '[',
      'é',
      '\u3002',
      'xn--a-',
      'xn--a.',
      ':',
      '1.',
      '0x1.',
      '\\',
      ' ',
    ]) {
      const time = (length: number) => {
        const text = `https://${unit.repeat(length / unit.length)}`;
        const start = performance.now();
        parseUrl(text, policy);
        return performance.now() - start;
      };
      time(1_000);
      expect([unit, time(1_000_000) < 1_000]).toEqual([unit, true]);
    }
    expect(parseUrl('a'.repeat(1_000_000))).toMatchObject({
      reason: 'too_long',
    });
  });
});
