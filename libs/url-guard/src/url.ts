import { classifyIpv4, classifyIpv6, type IpVerdict } from './address.ts';
import { matchesDomain } from './domain-rule.ts';
import { nameFault, withoutRootDot } from './host-name.ts';
import { parseIpv4, parseIpv6 } from './ip-text.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { isBadPort } from './port.ts';
import { cidrHas, findAccess, opens } from './private-access.ts';
import { forLog, refuse, type UrlRefused } from './reason.ts';

/** The judged URL as the WHATWG parser prints it. Fetch `href`, never the text that was given. */
export interface SafeUrl {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
  /** Empty where it is the scheme's own port. */
  readonly port: string;
}

export type HostInfo =
  | {
      readonly kind: 'name';
      /** Lower case, punycode, without the dot of the DNS root. */
      readonly ascii: string;
    }
  | {
      readonly kind: 'ip';
      readonly family: 4 | 6;
      readonly canonical: string;
      readonly range: IpVerdict['range'];
    };

export interface UrlAccepted {
  readonly ok: true;
  readonly url: SafeUrl;
  readonly host: HostInfo;
  /** The policy that accepted it, by which its DNS answers are judged. */
  readonly policy: Policy;
}

const NOT_PRINTABLE_ASCII = /[^\x21-\x5b\x5d-\x7e]/;
const FORBIDDEN =
  /[\\\p{Cc}\p{Cs}\p{Cn}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
const SCHEME = /^[a-z][a-z0-9+.-]*$/;

const SLASH = 0x2f;
const AT = 0x40;
const LEFT_BRACKET = 0x5b;

/**
 * May we call this URL? Parses and judges without asking DNS, and never throws.
 *
 * `input` must be the text as it was received: cleaning it first would judge another URL than the one that is meant.
 */
export function parseUrl(
  input: unknown,
  policy: Policy = DEFAULT_POLICY,
): UrlAccepted | UrlRefused {
  if (typeof input !== 'string') return refuse('not_a_string');
  if (input.length > policy.maxLength)
    return refuse('too_long', {
      length: input.length,
      limit: policy.maxLength,
    });
  const url = URL.parse(input);
  if (url === null) return unparsable(input, policy);
  const { protocol } = url;
  const allowed = allowsProtocol(protocol, policy);
  if (!isPrintedBack(input, url)) {
    if (hasForbiddenCharacter(input)) return refuse('forbidden_character');
    const fault = allowed ? authorityFault(input, protocol.length) : undefined;
    if (fault !== undefined) return refuse(fault);
  }
  return allowed
    ? judge(url, protocol, policy)
    : schemeRefused(protocol.slice(0, -1), policy);
}

/**
 * Text that the parser prints back as it came has nothing in it that the parser repaired, so what it repairs need not
 * be looked for. Only credentials, and a backslash behind the path, are printed back too.
 */
function isPrintedBack(input: string, url: URL): boolean {
  const { href } = url;
  return (
    (input === href || `${input}/` === href) &&
    url.username === '' &&
    url.password === '' &&
    ((url.search === '' && url.hash === '') || !input.includes('\\'))
  );
}

/** Why text is refused that is not even a URL. */
function unparsable(input: string, policy: Policy): UrlRefused {
  if (hasForbiddenCharacter(input)) return refuse('forbidden_character');
  const colon = input.indexOf(':');
  const scheme = input.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!SCHEME.test(scheme)) return refuse('invalid_url');
  if (!allowsProtocol(`${scheme}:`, policy))
    return schemeRefused(scheme, policy);
  return refuse(authorityFault(input, colon + 1) ?? 'invalid_url');
}

/** Characters that parsers drop, turn into others or disagree about. Letters of every script are fine. */
export function hasForbiddenCharacter(text: string): boolean {
  return NOT_PRINTABLE_ASCII.test(text) && FORBIDDEN.test(text);
}

/** There are two schemes at most; comparing is quicker than searching. */
function allowsProtocol(protocol: string, { protocols }: Policy): boolean {
  return protocol === protocols[0] || protocol === protocols[1];
}

function schemeRefused(scheme: string, policy: Policy): UrlRefused {
  const allowed = policy.protocols.map((p) => p.slice(0, -1)).join(' and ');
  return refuse(
    'scheme_not_allowed',
    { scheme: forLog(scheme) },
    `Only ${allowed} URLs are allowed.`,
  );
}

/** What the parser would repair or pass over in silence: missing or extra slashes, an empty host, credentials. */
function authorityFault(input: string, start: number) {
  if (
    input.charCodeAt(start) !== SLASH ||
    input.charCodeAt(start + 1) !== SLASH
  )
    return 'malformed_authority';
  let i = start + 2;
  for (; i < input.length; i++) {
    const code = input.charCodeAt(i);
    if (code === AT) return 'userinfo_not_allowed';
    if (code === SLASH || code === 0x3f || code === 0x23) break;
  }
  return i === start + 2 ? 'malformed_authority' : undefined;
}

function judge(url: URL, protocol: string, policy: Policy) {
  const { hostname, port: portText } = url;
  const port = portNumber(protocol, portText);
  const host = readHost(hostname, policy);
  const name = hostText(host);
  const access =
    policy.allowPrivate.length > 0
      ? findAccess(name, port, policy.allowPrivate)
      : undefined;
  if (access === undefined) {
    const allowed = policy.ports;
    if (
      allowed === undefined
        ? portText !== '' && isBadPort(port)
        : !allowed.has(port)
    )
      return refuse('port_not_allowed', { host: forLog(name), port });
  }
  if (host.kind === 'ip') {
    const opened = access !== undefined && opens(access, name);
    if (host.range !== 'global' && !opened)
      return refuse('ip_not_public', { address: name, range: host.range });
    if (!policy.ipLiterals && !opened)
      return refuse('ip_literal_not_allowed', { address: name });
  } else if (access === undefined) {
    const fault = nameFault(name);
    if (fault !== undefined) return refuse(fault, { host: forLog(name) });
  }
  if (
    access === undefined &&
    policy.allowedDomains !== undefined &&
    !matchesDomain(name, policy.allowedDomains)
  )
    return refuse('host_not_in_allowlist', { host: forLog(name) });
  const { href } = url;
  const safe: SafeUrl = {
    href,
    origin: href.slice(0, href.indexOf('/', protocol.length + 2)),
    protocol,
    hostname,
    port: portText,
  };
  return { ok: true, url: safe, host, policy } as const;
}

function portNumber(protocol: string, port: string): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** `hostname` is the URL parser's: IPv6 in brackets, IPv4 as four decimal numbers, else a name in ASCII. */
function readHost(hostname: string, policy: Policy): HostInfo {
  if (hostname.charCodeAt(0) === LEFT_BRACKET) {
    const canonical = hostname.slice(1, -1);
    const groups = parseIpv6(canonical);
    if (groups !== undefined) {
      const { range } = classifyIpv6(groups, policy.nat64Prefixes);
      return { kind: 'ip', family: 6, canonical, range };
    }
  } else {
    const last = hostname.charCodeAt(hostname.length - 1);
    const ipv4 = last >= 0x30 && last <= 0x39 ? parseIpv4(hostname) : -1;
    if (ipv4 >= 0) {
      const { range } = classifyIpv4(ipv4);
      return { kind: 'ip', family: 4, canonical: hostname, range };
    }
  }
  return { kind: 'name', ascii: withoutRootDot(hostname) };
}

/** Is this address, which DNS or a socket gave for the accepted URL's host, one that the policy lets us call? */
export function mayConnect(accepted: UrlAccepted, address: string): boolean {
  const { policy, url, host } = accepted;
  const verdict = classifyAddress(address, policy);
  if (verdict.public) return true;
  if (verdict.range === 'invalid') return false;
  const port = portNumber(url.protocol, url.port);
  const name = hostText(host);
  const access = findAccess(name, port, policy.allowPrivate);
  if (access !== undefined && opens(access, address)) return true;
  return (
    host.kind === 'name' &&
    policy.trustedFakeIp.some((block) => cidrHas(block, address))
  );
}

export function classifyAddress(address: string, policy: Policy): IpVerdict {
  const ipv4 = parseIpv4(address);
  if (ipv4 >= 0) return classifyIpv4(ipv4);
  const groups = parseIpv6(address);
  return groups === undefined
    ? { public: false, range: 'invalid' }
    : classifyIpv6(groups, policy.nat64Prefixes);
}

export function hostText(host: HostInfo): string {
  return host.kind === 'name' ? host.ascii : host.canonical;
}
