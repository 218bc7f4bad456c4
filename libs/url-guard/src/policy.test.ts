import { describe, expect, it } from 'vitest';
import {
  definePolicy,
  operatorPolicy,
  parseUrl,
  PolicyError,
  type PolicyOptions,
} from './index.ts';

const verdictOf = (input: string, options: PolicyOptions) => {
  const verdict = parseUrl(
    input,
    definePolicy({ schemes: ['http', 'https'], ...options }),
  );
  return verdict.ok ? 'accepted' : verdict.reason;
};
const faultsOf = (options: unknown): readonly string[] => {
  try {
    definePolicy(options as PolicyOptions);
  } catch (error) {
    if (error instanceof PolicyError)
      return error.faults.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
};

describe('allowedDomains', () => {
  const allowedDomains = [
    'example.com',
    'API.Partner.io.',
    'münchen.de',
    '*.trusted.org',
    '9.9.9.9',
    '2606:4700::1111',
  ];

  it.each([
    'https://example.com/',
    'https://EXAMPLE.com.',
    'https://ｅｘａｍｐｌｅ.com/',
    'https://api.partner.io/',
    'https://MÜNCHEN.de/',
    'https://xn--mnchen-3ya.de/',
    'https://a.trusted.org/',
    'https://a.b.c.trusted.org:8443/',
    'https://9.9.9.9/',
    'https://[2606:4700:0::1111]/',
  ])('has %s', (input) => {
    expect(verdictOf(input, { allowedDomains })).toBe('accepted');
  });

  it.each([
    'https://www.example.com/',
    'https://notexample.com/',
    'https://example.com.evil.org/',
    'https://example.com。evil.org/',
    'https://example-com.org/',
    'https://trusted.org/',
    'https://nottrusted.org/',
    'https://a.trusted.org.evil.org/',
    'https://evil.org/example.com',
    'https://evil.org/?a.trusted.org',
    'https://evil.org#example.com',
    'https://еxample.com/',
    'https://9.9.9.8/',
    'https://munchen.de/',
    'https://8.8.8.8/',
  ])('has not %s', (input) => {
    expect(verdictOf(input, { allowedDomains })).toBe('host_not_in_allowlist');
  });
});

describe('ports, schemes, literals and length', () => {
  it('are as the policy says', () => {
    expect(verdictOf('https://example.com/', { ports: [443] })).toBe(
      'accepted',
    );
    expect(verdictOf('https://example.com:8443/', { ports: [443] })).toBe(
      'port_not_allowed',
    );
    expect(verdictOf('http://example.com/', { ports: [443] })).toBe(
      'port_not_allowed',
    );
    expect(verdictOf('http://example.com:22/', { ports: [22] })).toBe(
      'accepted',
    );
    expect(verdictOf('https://8.8.8.8/', { ipLiterals: false })).toBe(
      'ip_literal_not_allowed',
    );
    expect(verdictOf('https://example.com/', { schemes: ['http'] })).toBe(
      'scheme_not_allowed',
    );
    expect(verdictOf('https://a.com/', { maxLength: 14 })).toBe('accepted');
    expect(verdictOf('https://a.com/', { maxLength: 13 })).toBe('too_long');
  });
});

describe('allowPrivate', () => {
  const allowPrivate = [
    { host: 'sidecar', cidrs: ['10.1.2.0/24'], ports: [8080] },
    { host: '10.0.0.5', cidrs: ['10.0.0.5/32'], ports: [80, 22] },
    { host: 'fd00::5', cidrs: ['fd00::/64'], ports: [80] },
    { host: '169.254.170.2', cidrs: ['169.254.170.2/32'], ports: [80] },
  ];
  const allowedDomains = ['example.com'];

  it.each([
    'http://sidecar:8080/',
    'http://SIDECAR.:8080/',
    'http://10.0.0.5/',
    'http://10.0.0.5:22/',
    'http://167772165/',
    'http://[fd00:0::5]/',
    'http://169.254.170.2/',
  ])('opens %s', (input) => {
    expect(verdictOf(input, { allowPrivate })).toBe('accepted');
    expect(
      verdictOf(input, { allowPrivate, allowedDomains, ipLiterals: false }),
    ).toBe('accepted');
  });

  it.each([
    ['http://sidecar/', 'host_single_label'],
    ['http://sidecar:8081/', 'host_single_label'],
    ['http://a.sidecar:8080/', 'accepted'],
    ['http://10.0.0.6/', 'ip_not_public'],
    ['http://10.0.0.5:8080/', 'ip_not_public'],
    ['http://[fd00::6]/', 'ip_not_public'],
    ['http://169.254.169.254/', 'ip_not_public'],
    ['http://[::ffff:10.0.0.6]/', 'ip_not_public'],
  ])('leaves %s: %s', (input, verdict) => {
    expect(verdictOf(input, { allowPrivate })).toBe(verdict);
  });

  const wide = (host: string) => ({
    allowPrivate: [{ host, cidrs: ['0.0.0.0/0', '::/0'], ports: [80] }],
  });

  it.each([
    '169.254.169.254',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '2001::1',
    '64:ff9b:1::a9fe:a9fe',
    '::ffff:0:a9fe:a9fe',
  ])('does not open %s by a wide block', (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(verdictOf(`http://${host}/`, wide(address))).toBe('ip_not_public');
  });

  it.each(['10.0.0.1', '127.0.0.1', '::1', 'fd00::1', '100.64.0.1'])(
    'opens %s by a wide block',
    (address) => {
      const host = address.includes(':') ? `[${address}]` : address;
      expect(verdictOf(`http://${host}/`, wide(address))).toBe('accepted');
    },
  );
});

describe('nat64Prefixes', () => {
  // RFC 6052 section 2.4: 192.0.2.33 behind each length; here 10.0.0.33 and 8.8.8.33 in its place.
  it.each([
    ['2a01:db8::/32', '2a01:db8:a00:21::', '2a01:db8:808:821::'],
    ['2a01:db8:100::/40', '2a01:db8:10a:0:21::', '2a01:db8:108:808:21::'],
    [
      '2a01:db8:122::/48',
      '2a01:db8:122:a00:0:2100::',
      '2a01:db8:122:808:8:2100::',
    ],
    [
      '2a01:db8:122:300::/56',
      '2a01:db8:122:30a:0:21::',
      '2a01:db8:122:308:8:821::',
    ],
    [
      '2a01:db8:122:344::/64',
      '2a01:db8:122:344:a:0:2100:0',
      '2a01:db8:122:344:8:808:2100:0',
    ],
    [
      '2a01:db8:122:344::/96',
      '2a01:db8:122:344::a00:21',
      '2a01:db8:122:344::808:821',
    ],
  ])('%s is looked through', (prefix, inside, outside) => {
    expect(verdictOf(`http://[${inside}]/`, {})).toBe('accepted');
    expect(verdictOf(`http://[${inside}]/`, { nat64Prefixes: [prefix] })).toBe(
      'ip_not_public',
    );
    expect(verdictOf(`http://[${outside}]/`, { nat64Prefixes: [prefix] })).toBe(
      'accepted',
    );
  });
});

describe('operatorPolicy', () => {
  it('opens the configured hosts and ports, and no metadata service', () => {
    const policy = operatorPolicy([
      'http://localhost:3000/app',
      'https://api.internal',
      'http://[::1]:8080',
    ]);
    const ok = (input: string) => parseUrl(input, policy).ok;
    for (const input of [
      'http://localhost:3000/',
      'https://api.internal/x',
      'http://[::1]:8080/',
      'https://example.com/',
      'http://example.com/',
    ])
      expect([input, ok(input)]).toEqual([input, true]);
    for (const input of [
      'http://localhost:3001/',
      'http://api.internal/',
      'http://[::1]/',
      'http://169.254.169.254/',
      'http://metadata.google.internal/',
    ])
      expect([input, ok(input)]).toEqual([input, false]);
  });

  it('names every URL that is wrong', () => {
    expect(() =>
      operatorPolicy(['ftp://a', 'http://ok.com', 'nonsense']),
    ).toThrow(/urls\[0\][^]*urls\[2\]/);
  });
});

describe('definePolicy', () => {
  it('names every fault', () => {
    expect(
      faultsOf({
        scheme: 'https',
        schemes: ['https', 'ftp'],
        allowedDomains: [
          'ok.com',
          'https://x.com',
          '*',
          '*.com',
          'a.*.com',
          'localhost',
          '10.0.0.1',
          '0x7f.1',
          'a b.com',
          '',
          7,
          'x.com:80',
          '*.8.8.8.8',
          '-a.com',
        ],
        ports: [0, 443],
        ipLiterals: 'no',
        allowPrivate: [
          {
            host: 'a/b',
            cidrs: ['10.0.0.0', '10.0.0.1/8', '169.254.0.0/16', 'fe80::/64'],
            ports: [70_000],
          },
          null,
          { host: 'x', cidrs: [], ports: [] },
        ],
        trustedFakeIp: ['198.18.0.0/33'],
        nat64Prefixes: ['2a01:db8::/33', '10.0.0.0/8'],
        maxLength: 0,
      }).map((fault) => fault.split(' ')[0]),
    ).toEqual([
      'scheme',
      'schemes[1]',
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(
        (i) => `allowedDomains[${i}]`,
      ),
      'ports[0]',
      'ipLiterals',
      'allowPrivate[0].host',
      'allowPrivate[0].cidrs[0]',
      'allowPrivate[0].cidrs[1]',
      'allowPrivate[0].cidrs[2]',
      'allowPrivate[0].cidrs[3]',
      'allowPrivate[0].ports[0]',
      'allowPrivate[1].host',
      'allowPrivate[1].cidrs',
      'allowPrivate[1].ports',
      'allowPrivate[2].cidrs',
      'allowPrivate[2].ports',
      'trustedFakeIp[0]',
      'nat64Prefixes[0]',
      'nat64Prefixes[1]',
      'maxLength',
    ]);
  });

  it('refuses empty and shapeless lists', () => {
    expect(
      faultsOf({ schemes: [], allowedDomains: [], ports: [] }),
    ).toHaveLength(3);
    expect(
      faultsOf({ schemes: 'https', allowedDomains: 'a.com' }).length,
    ).toBeGreaterThanOrEqual(2);
  });
});
