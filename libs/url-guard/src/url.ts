import { classifyIp, type IpVerdict } from './address.ts';
import { matchesDomain } from './domain-rule.ts';
import { nameFault, withoutRootDot } from './host-name.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { isBadPort } from './port.ts';
import { cidrHas, findAccess, opens } from './private-access.ts';
import { forLog, hostForLog, refuse, type UrlRefused } from './reason.ts';

/** The judged URL as the WHATWG parser prints it. Fetch `href`, never the original text. */
export interface SafeUrl {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
  /** Empty for the scheme's own port. */
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

/** Printable ASCII without a backslash: text that needs no look at the Unicode properties of its characters. */
const PRINTABLE_ASCII = /^[!-[\]-~]*$/;
const FORBIDDEN =
  /[\\\p{Cc}\p{Cs}\p{Cn}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
/** The scheme, and after exactly two slashes the authority: up to the path, the query or the fragment. */
const SHAPE = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]+))?/i;

/**
 * May we call this URL? Parses and judges without asking DNS, and never throws.
 *
 * `input` must be the text as it was received: cleaning it first would judge another URL than the intended one.
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
  const refused = refuseText(input, policy);
  if (refused !== undefined) return refused;
  const url = URL.parse(input);
  return url === null ? refuse('invalid_url') : judge(url, policy);
}

/** Refuses text that the parser would repair or that parsers disagree about. */
function refuseText(input: string, policy: Policy): UrlRefused | undefined {
  if (hasForbiddenCharacter(input)) return refuse('forbidden_character');
  const [, scheme, authority] = SHAPE.exec(input) ?? [];
  if (scheme === undefined) return refuse('invalid_url');
  const protocol = `${scheme.toLowerCase()}:`;
  if (!policy.protocols.includes(protocol))
    return schemeRefused(protocol, policy);
  if (authority === undefined) return refuse('malformed_authority');
  if (authority.includes('@')) return refuse('userinfo_not_allowed');
  return undefined;
}

/** Characters that parsers drop, turn into others or disagree about. Letters of every script are fine. */
export function hasForbiddenCharacter(text: string): boolean {
  return !PRINTABLE_ASCII.test(text) && FORBIDDEN.test(text);
}

function schemeRefused(protocol: string, policy: Policy): UrlRefused {
  const allowed = policy.protocols.map((p) => p.slice(0, -1)).join(' and ');
  return refuse(
    'scheme_not_allowed',
    { scheme: forLog(protocol.slice(0, -1)) },
    `Only ${allowed} URLs are allowed.`,
  );
}

function judge(url: URL, policy: Policy): UrlAccepted | UrlRefused {
  const { href, protocol, hostname, port: portText } = url;
  const port = portNumber(protocol, portText);
  const name = hostname.startsWith('[')
    ? hostname.slice(1, -1)
    : withoutRootDot(hostname);
  const address = classifyAddress(hostname, policy);
  const access = findAccess(name, port, policy.allowPrivate);
  if (access === undefined && !isAllowedPort(port, portText, policy))
    return refuse('port_not_allowed', { host: hostForLog(name), port });
  if (address.range !== 'invalid') {
    const opened = access !== undefined && opens(access, name);
    if (!address.public && !opened)
      return refuse('ip_not_public', { address: name, range: address.range });
    if (!policy.ipLiterals && !opened)
      return refuse('ip_literal_not_allowed', { address: name });
  } else if (access === undefined) {
    const fault = nameFault(name);
    if (fault !== undefined) return refuse(fault, { host: hostForLog(name) });
  }
  if (
    access === undefined &&
    policy.allowedDomains !== undefined &&
    !matchesDomain(name, policy.allowedDomains)
  )
    return refuse('host_not_in_allowlist', { host: hostForLog(name) });
  return {
    ok: true,
    url: {
      href,
      origin: `${protocol}//${url.host}`,
      protocol,
      hostname,
      port: portText,
    },
    host:
      address.range === 'invalid'
        ? { kind: 'name', ascii: name }
        : {
            kind: 'ip',
            family: address.family,
            canonical: name,
            range: address.range,
          },
    policy,
  };
}

/** Without a list of ports, every port that `fetch` itself accepts. */
function isAllowedPort(port: number, portText: string, { ports }: Policy) {
  return ports === undefined
    ? portText === '' || !isBadPort(port)
    : ports.has(port);
}

function portNumber(protocol: string, port: string): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Whether the policy allows this address, which DNS or a socket returned for the accepted URL's host. */
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
  return classifyIp(address, policy.nat64Prefixes);
}

export function hostText(host: HostInfo): string {
  return host.kind === 'name' ? host.ascii : host.canonical;
}
