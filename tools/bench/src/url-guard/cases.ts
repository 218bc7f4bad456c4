import {
  GOOD,
  INSIDE,
  LOCAL_NAMES,
  OTHER_SCHEMES,
  PUBLIC_IPV4,
  PUBLIC_IPV6,
  SPECIAL_IPV4,
  SPECIAL_IPV6,
} from './hosts.ts';

/** One URL and the right verdict, whatever any library says: written from the registries' documents by hand. */
export interface UrlCase {
  readonly kind: string;
  readonly url: string;
  readonly expect: 'block' | 'allow';
}

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
/** Text that the parser repairs on its way to an address, or that parsers read differently. */
const REPAIRED: readonly ((ip: string) => string)[] = [
  (ip) => ` http://${ip}/`,
  (ip) => `http://${ip.replace('.', '\t.')}/`,
  (ip) => `http:\\\\${ip}\\`,
  (ip) => `http:/${ip}/`,
  (ip) => `http:///${ip}/`,
  (ip) => `http://example.com\\@${ip}/`,
  (ip) => `http://example.com@${ip}/`,
];
/** Text that is no URL at all, for one reason or another. */
const UNPARSABLE: readonly ((ip: string) => string)[] = [
  (ip) => `${ip}/`,
  (ip) => `//${ip}/`,
  (ip) => `http://${ip}.1/`,
  (ip) => `http://[${ip}]/`,
  (ip) => `http://[::ffff:${ip}/`,
  (ip) => `http://${ip}:65536/`,
  (ip) => `http://${ip}%00.example.com/`,
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
  ...list(
    'text that the parser repairs',
    'block',
    each(REPAIRED, (url) => url),
  ),
  ...list(
    'text that is no URL',
    'block',
    each(UNPARSABLE, (url) => url),
  ),
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

function each(
  spell: readonly ((ip: string) => string)[],
  toUrl = host,
): string[] {
  return spell.flatMap((one) => INSIDE.map((ip) => toUrl(one(ip))));
}

function list(
  kind: string,
  expect: UrlCase['expect'],
  urls: readonly string[],
): UrlCase[] {
  return urls.map((url) => ({ kind, url, expect }));
}
