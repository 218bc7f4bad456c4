import { classifyIpv4, classifyIpv6, type IpVerdict } from './address.ts';
import { matchesDomain } from './domain-rule.ts';
import { nameFault, withoutRootDot } from './host-name.ts';
import { parseIpv4, parseIpv6 } from './ip-text.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { isBadPort } from './port.ts';
import { cidrHas, findAccess, opens } from './private-access.ts';
import { forLog, hostForLog, refuse, type UrlRefused } from './reason.ts';

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

/**
 * A scheme of letters, two slashes, an authority without credentials, and printable ASCII without a backslash to the end:
 * text in which the parser has nothing to repair or to pass over. One test, as it is on the path of every URL.
 */
const PLAIN = /^[A-Za-z]+:\/\/[!-"$-.0->A-[\]-~]+(?:[/?#][!-[\]-~]*)?$/;
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
  if (!PLAIN.test(input)) {
    const refused = refuseText(input, policy);
    if (refused !== undefined) return refused;
  }
  const url = URL.parse(input);
  if (url === null) return refuse('invalid_url');
  const { protocol } = url;
  return allowsProtocol(protocol, policy)
    ? judge(url, protocol, policy)
    : schemeRefused(protocol.slice(0, -1), policy);
}

/** What is wrong with the text itself, whatever the parser would make of it. */
function refuseText(input: string, policy: Policy): UrlRefused | undefined {
  if (hasForbiddenCharacter(input)) return refuse('forbidden_character');
  const colon = input.indexOf(':');
  const scheme = input.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!SCHEME.test(scheme)) return refuse('invalid_url');
  if (!allowsProtocol(`${scheme}:`, policy))
    return schemeRefused(scheme, policy);
  const fault = authorityFault(input, colon + 1);
  return fault === undefined ? undefined : refuse(fault);
}

/** Characters that parsers drop, turn into others or disagree about. Letters of every script are fine. */
export function hasForbiddenCharacter(text: string): boolean {
  return FORBIDDEN.test(text);
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

/** Reads the host from `href`, not from the getter: a loop over a part of a text is slower. */
function judge(url: URL, protocol: string, policy: Policy) {
  const { href, hostname, port: portText } = url;
  const port = portNumber(protocol, portText);
  const start = protocol.length + 2;
  const end = start + hostname.length;
  const family = href.charCodeAt(start) === LEFT_BRACKET ? 6 : 4;
  const range =
    family === 6
      ? ipv6Range(href, start + 1, end - 1, policy)
      : ipv4Range(href, start, end);
  const name = family === 6 ? hostname.slice(1, -1) : withoutRootDot(hostname);
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
      return refuse('port_not_allowed', { host: hostForLog(name), port });
  }
  if (range !== undefined) {
    const opened = access !== undefined && opens(access, name);
    if (range !== 'global' && !opened)
      return refuse('ip_not_public', { address: name, range });
    if (!policy.ipLiterals && !opened)
      return refuse('ip_literal_not_allowed', { address: name });
  } else if (access === undefined) {
    const fault = nameFault(name, href, start);
    if (fault !== undefined) return refuse(fault, { host: hostForLog(name) });
  }
  if (
    access === undefined &&
    policy.allowedDomains !== undefined &&
    !matchesDomain(name, policy.allowedDomains)
  )
    return refuse('host_not_in_allowlist', { host: hostForLog(name) });
  const host: HostInfo =
    range === undefined
      ? { kind: 'name', ascii: name }
      : { kind: 'ip', family, canonical: name, range };
  const safe: SafeUrl = {
    href,
    origin: href.slice(0, href.indexOf('/', end)),
    protocol,
    hostname,
    port: portText,
  };
  return { ok: true, url: safe, host, policy } as const;
}

function portNumber(protocol: string, port: string): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Undefined where it is a name: the URL parser prints every spelling of an IPv4 address as four decimal numbers. */
function ipv4Range(href: string, start: number, end: number) {
  const last = href.charCodeAt(end - 1);
  const ipv4 = last >= 0x30 && last <= 0x39 ? parseIpv4(href, start, end) : -1;
  return ipv4 >= 0 ? classifyIpv4(ipv4).range : undefined;
}

function ipv6Range(href: string, start: number, end: number, policy: Policy) {
  const groups = parseIpv6(href, start, end);
  return groups && classifyIpv6(groups, policy.nat64Prefixes).range;
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
