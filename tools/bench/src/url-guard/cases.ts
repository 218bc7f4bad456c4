/** One URL and the right verdict, whatever any library says: written from the registries' documents by hand. */
export interface UrlCase {
  readonly kind: string;
  readonly url: string;
  readonly expect: 'block' | 'allow';
}

/**
 * First and last address of every IPv4 block that is not for the public Internet.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const SPECIAL_IPV4: readonly (readonly [string, string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
];
/** The neighbours of those blocks that are public. */
const PUBLIC_IPV4 = [
  '1.0.0.0',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.0.3.0',
  '192.88.98.255',
  '192.88.100.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '198.51.99.255',
  '198.51.101.0',
  '203.0.112.255',
  '203.0.114.0',
  '223.255.255.255',
];
/** https://www.iana.org/assignments/iana-ipv6-special-registry, and what 2000::/3 does not hold. */
const SPECIAL_IPV6 = [
  '::',
  '::1',
  '64:ff9b:1::',
  '64:ff9b:1:ffff:ffff:ffff:ffff:ffff',
  '100::',
  '100::ffff:ffff:ffff:ffff',
  '100:0:0:1::',
  '2001::1',
  '2001:1ff:ffff::',
  '2001:2::',
  '2001:db8::',
  '2001:db8:ffff::',
  '2002:a00:1::',
  '3fff::',
  '3fff:fff:ffff::',
  '5f00::',
  '5f00:ffff::',
  'fc00::',
  'fdff:ffff::',
  'fd00:ec2::254',
  'fe80::',
  'febf:ffff::',
  'fec0::',
  'feff:ffff::',
  'ff00::',
  'ffff:ffff::',
  '200::1',
  '400::1',
  '1fff::',
  '4000::',
  '6000::1',
  '8000::',
  'a000::',
  'c000::',
  'e000::',
];
const PUBLIC_IPV6 = [
  '2001:200::',
  '2001:4860:4860::8888',
  '2003::',
  '2400::1',
  '2600::',
  '2606:4700:4700::1111',
  '2a00:1450:4001:82a::200e',
  '2c0f:ffff::',
  '3000::1',
  '3ffe:ffff::',
  '2001:db7:ffff::',
  '2001:db9::',
  '64:ff9b::808:808',
  '64:ff9b::5db8:d822',
];
const INSIDE = [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
];

const octets = (ip: string): number[] => ip.split('.').map(Number);
const whole = (ip: string): number =>
  octets(ip).reduce((sum, octet) => sum * 256 + octet, 0);
const pair = (ip: string, flip = 0): string => {
  const number = (whole(ip) ^ flip) >>> 0;
  return `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
};
const digits = (text: string, zero: number): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** Every way in which the WHATWG URL parser reads an IPv4 address. https://url.spec.whatwg.org/#concept-ipv4-parser */
const SPELLINGS: readonly ((ip: string) => string)[] = [
  (ip) => String(whole(ip)),
  (ip) => `0x${whole(ip).toString(16)}`,
  (ip) => `0${whole(ip).toString(8)}`,
  (ip) =>
    octets(ip)
      .map((octet) => `0x${octet.toString(16)}`)
      .join('.'),
  (ip) =>
    octets(ip)
      .map((octet) => `0${octet.toString(8)}`)
      .join('.'),
  (ip) => `${octets(ip)[0]}.${whole(ip) % 2 ** 24}`,
  (ip) => `${octets(ip)[0]}.${octets(ip)[1]}.${whole(ip) % 2 ** 16}`,
  (ip) => `${ip}.`,
  (ip) => digits(ip, 0xff10),
  (ip) => ip.replaceAll('.', '\u3002'),
  (ip) => ip.replaceAll('.', '%2e'),
];
/** IPv4 inside IPv6, where a translator or a tunnel takes it out again. */
const WRAPPINGS: readonly ((ip: string) => string)[] = [
  (ip) => `::ffff:${ip}`,
  (ip) => `0:0:0:0:0:ffff:${pair(ip)}`,
  (ip) => `::${pair(ip)}`,
  (ip) => `::ffff:0:${pair(ip)}`,
  (ip) => `64:ff9b::${ip}`,
  (ip) => `64:ff9b:1::${pair(ip)}`,
  (ip) => `2002:${pair(ip)}::1`,
  (ip) => `2001:0:808:808:0:0:${pair(ip, -1)}`,
];
const LOCAL_NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'printer.local',
  'db.internal',
  'router.home.arpa',
  'redis',
  'metadata.google.internal',
  'abc.onion',
  'host.docker.internal',
  'kubernetes.default.svc.cluster.local',
];
const OTHER_SCHEMES = [
  'file:///etc/passwd',
  'ftp://example.com/',
  'gopher://example.com/',
  'data:,x',
  'ws://example.com/',
  'javascript:1',
];
const GOOD = [
  'https://example.com/',
  'https://example.com./',
  'https://api.example.com:8443/v1?u=http://localhost/',
  'https://b\u00fccher.example.com/',
  'https://xn--bcher-kva.example.com/',
  'https://_dmarc.example.com/',
  'https://a--b.example.com/',
  'https://127.0.0.1.example.com/',
  'https://example.com/127.0.0.1',
  'https://localhost.example.com/',
  'https://example.museum/',
  'https://1e100.net/',
  'https://0x7f.example.com/',
];

const host = (text: string): string =>
  `http://${text.includes(':') ? `[${text}]` : text}/`;

export const CASES: readonly UrlCase[] = [
  ...list(
    'special IPv4, first and last of each block',
    'block',
    SPECIAL_IPV4.flat().map(host),
  ),
  ...list('private IPv4 in every other spelling', 'block', each(SPELLINGS)),
  ...list('private IPv4 inside IPv6', 'block', each(WRAPPINGS)),
  ...list('special and unallocated IPv6', 'block', SPECIAL_IPV6.map(host)),
  ...list(
    'metadata services at public-looking addresses',
    'block',
    ['168.63.129.16', '100.100.100.200', '192.0.0.192'].map(host),
  ),
  ...list('local names', 'block', LOCAL_NAMES.map(host)),
  ...list('credentials and ports of other services', 'block', [
    'http://a:b@example.com/',
    'http://a@example.com/',
    'http://example.com:22/',
    'http://example.com:25/',
    'http://example.com:6000/',
  ]),
  ...list('other schemes', 'block', OTHER_SCHEMES),
  ...list(
    'public IPv4, neighbours of the blocks',
    'allow',
    PUBLIC_IPV4.map(host),
  ),
  ...list(
    'public IPv6, NAT64 around public IPv4',
    'allow',
    PUBLIC_IPV6.map(host),
  ),
  ...list('public names', 'allow', GOOD),
];

function each(spell: readonly ((ip: string) => string)[]): string[] {
  return spell.flatMap((one) => INSIDE.map((ip) => host(one(ip))));
}

function list(
  kind: string,
  expect: UrlCase['expect'],
  urls: readonly string[],
): UrlCase[] {
  return urls.map((url) => ({ kind, url, expect }));
}
