// Prints, as Markdown, how many URLs of each kind this guard and its peers refuse. Peers that are not installed are
// left out: `npm install --no-save ssrfcheck private-ip ipaddr.js ip-address zod`.
import { definePolicy, parseUrl } from '@yardmaster/url-guard';

const INSIDE = [
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
];
const octets = (ip) => ip.split('.').map(Number);
const number = (ip) => octets(ip).reduce((sum, octet) => sum * 256 + octet, 0);
const pair = (ip) => {
  const [a, b, c, d] = octets(ip);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};
const flipped = (ip) =>
  pair(
    octets(ip)
      .map((octet) => 255 - octet)
      .join('.'),
  );
const each = (spell) => INSIDE.map((ip) => `http://${spell(ip)}/`);
const urls = (...hosts) => hosts.map((host) => `http://${host}/`);

/** Refused is right for all but the last two. */
const KINDS = {
  'private IPv4, plain': each((ip) => ip),
  'private IPv4, decimal, hex, octal, short': [
    ...each((ip) => String(number(ip))),
    ...each((ip) => `0x${number(ip).toString(16)}`),
    ...each((ip) => `0${number(ip).toString(8)}`),
    ...each((ip) => `${octets(ip)[0]}.${number(ip) % 2 ** 24}`),
  ],
  'private IPv4, full-width and ideographic': [
    ...each((ip) =>
      ip.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))),
    ),
    ...each((ip) => ip.replaceAll('.', '\u3002')),
  ],
  'IPv4-mapped': each((ip) => `[::ffff:${ip}]`),
  'IPv4-compatible': each((ip) => `[::${ip}]`),
  SIIT: each((ip) => `[::ffff:0:${pair(ip)}]`),
  'NAT64 around private': each((ip) => `[64:ff9b::${pair(ip)}]`),
  'NAT64 for local use': each((ip) => `[64:ff9b:1::${pair(ip)}]`),
  '6to4': each((ip) => `[2002:${pair(ip)}::]`),
  Teredo: each((ip) => `[2001:0:808:808:0:0:${flipped(ip)}]`),
  ISATAP: each((ip) => `[2a00:1450:4001:82a:0:5efe:${pair(ip)}]`),
  'other special IPv4': urls(
    '0.0.0.0',
    '100.64.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
  ),
  'special IPv6': urls(
    '[::]',
    '[::1]',
    '[100::1]',
    '[2001:2::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[5f00::1]',
    '[fc00::1]',
    '[fd00::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
  ),
  'IPv6 that is not allocated': urls(
    '[200::1]',
    '[400::1]',
    '[4000::1]',
    '[8000::1]',
    '[e000::1]',
  ),
  'metadata at public-looking addresses': urls(
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '[fd00:ec2::254]',
  ),
  'local names': urls(
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    'printer.local',
    'db.internal',
    'router.home.arpa',
    'redis',
    'metadata.google.internal',
    'abc.onion',
  ),
  'credentials, ports, malformed names': [
    'http://user:password@example.com/',
    'http://example.com:22/',
    'http://example.com:0/',
    'http://a..example.com/',
    'http://-a-.example.com/',
  ],
  'text that parsers read differently': [
    'http:example.com',
    'http:///example.com',
    'http://example.com\\@example.org/',
    ' http://example.com/',
    'http://exam\tple.com/',
    'http://example.com\u200b/',
  ],
  'other schemes': [
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://example.com/',
    'data:,x',
    'ws://example.com/',
  ],
  'public URLs (should pass)': [
    'https://example.com',
    'https://example.com./',
    'https://api.example.com:8443/v1?u=http://localhost/',
    'https://b\u00fccher.example.com/',
    'https://xn--bcher-kva.example.com/',
    'https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/',
    'https://_a.b--c.example.com/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://127.0.0.1.example.com/',
  ],
  'NAT64 around public (should pass)': urls(
    '[64:ff9b::808:808]',
    '[64:ff9b::5db8:d822]',
  ),
};

async function load(name) {
  return import(name).catch(() => undefined);
}

/** The host of an http or https URL; undefined where even `new URL` refuses. */
function hostOf(text) {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol)
    ? url.hostname.replace(/^\[|\]$/g, '')
    : undefined;
}
const isIpv6 = (host) => host.includes(':');
const isIp = (host) => isIpv6(host) || /^\d+(\.\d+){3}$/.test(host);
const byAddress = (accepts) => (text) => {
  const host = hostOf(text);
  return host !== undefined && (!isIp(host) || accepts(host));
};

async function checkers() {
  const policy = definePolicy({ schemes: ['http', 'https'] });
  const found = {
    'url-guard': (text) => parseUrl(text, policy).ok,
    'new URL': (text) => hostOf(text) !== undefined,
  };
  const [ssrfcheck, privateIp, ipaddr, ipAddress, zod] = await Promise.all(
    ['ssrfcheck', 'private-ip', 'ipaddr.js', 'ip-address', 'zod'].map(load),
  );
  if (ssrfcheck) {
    const options = { allowedProtocols: ['http', 'https'] };
    const { isSSRFSafeURL } = ssrfcheck.default ?? ssrfcheck;
    found.ssrfcheck = (text) => isSSRFSafeURL(text, options);
  }
  if (privateIp)
    found['private-ip'] = byAddress((host) => privateIp.default(host) !== true);
  if (ipaddr)
    found['ipaddr.js'] = byAddress(
      (host) => ipaddr.default.process(host).range() === 'unicast',
    );
  if (ipAddress)
    found['ip-address'] = byAddress((host) => {
      const { Address4, Address6 } = ipAddress;
      return (
        isIpv6(host) ? new Address6(host) : new Address4(host)
      ).isGlobal();
    });
  if (zod)
    found['z.httpUrl'] = (text) => zod.z.httpUrl().safeParse(text).success;
  return Object.entries(found);
}

const columns = await checkers();
console.log(`| refused of | ${columns.map(([name]) => name).join(' | ')} |`);
console.log(`| --- |${' ---: |'.repeat(columns.length)}`);
for (const [kind, texts] of Object.entries(KINDS)) {
  const cells = columns.map(([, accepts]) => {
    const refused = texts.filter((text) => !accepts(text)).length;
    return `${refused}/${texts.length}`;
  });
  console.log(`| ${kind} | ${cells.join(' | ')} |`);
}
