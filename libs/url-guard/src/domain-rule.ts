import { classifyIp, canonicalIp, unbracket } from './address.ts';
import { isValidName, nameFault, withoutRootDot } from './host-name.ts';

/** One host from the configuration, spelled as the URL parser prints hosts. */
export type HostText =
  | { readonly ok: true; readonly host: string; readonly literal: boolean }
  | { readonly ok: false; readonly fault: string };

/** Reads a host name or an IP address through the parser that reads URLs, so both are spelled alike afterwards. */
export function parseHost(text: string): HostText {
  const ip = canonicalIp(text);
  if (ip !== undefined) return { ok: true, host: ip, literal: true };
  if (text === '') return fault('is empty');
  if (/[/:@?#%\\[\]]/.test(text))
    return fault('must be a host without scheme, port or path');
  if (/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(text))
    return fault('contains a space or an invisible character');
  if (text.includes('*'))
    return fault(
      'can have a wildcard only as its whole first label, as in *.example.com',
    );
  const hostname = URL.parse(`https://${text}/`)?.hostname;
  if (hostname === undefined) return fault('is not a valid host');
  const host = withoutRootDot(hostname);
  if (canonicalIp(host) !== undefined)
    return fault(
      'is an IP address in a loose spelling: use four decimal numbers',
    );
  if (!isValidName(host)) return fault('is not a valid DNS name');
  return { ok: true, host, literal: false };
}

function fault(text: string) {
  return { ok: false, fault: text } as const;
}

export interface DomainRules {
  readonly exact: ReadonlySet<string>;
  /** The names under which every name is allowed, but not these themselves. */
  readonly below: ReadonlySet<string>;
}

/** `host` or `*.host`. Returns a fault, or undefined once the rule was added. */
export function addDomainRule(
  text: string,
  rules: { exact: Set<string>; below: Set<string> },
): string | undefined {
  if (text === '*') return 'allows every host: omit the list instead';
  const wildcard = text.startsWith('*.');
  const parsed = parseHost(wildcard ? text.slice(2) : text);
  if (!parsed.ok) return parsed.fault;
  const { host, literal } = parsed;
  if (literal) {
    if (wildcard) return 'cannot have a wildcard before an IP address';
    if (!classifyIp(host).public)
      return 'is not a public address: list it in allowPrivate instead';
  } else {
    const reason = nameFault(host);
    if (reason === 'host_single_label' && wildcard)
      return 'is too wide: a wildcard needs at least two labels after it';
    if (reason !== undefined)
      return 'is not a public domain name: list it in allowPrivate instead';
  }
  (wildcard ? rules.below : rules.exact).add(unbracket(host));
  return undefined;
}

/** Compares whole labels: `*.example.com` matches `a.b.example.com`, neither `example.com` nor `notexample.com`. */
export function matchesDomain(host: string, rules: DomainRules): boolean {
  if (rules.exact.has(host)) return true;
  if (rules.below.size === 0) return false;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
    if (rules.below.has(host.slice(dot + 1))) return true;
  return false;
}
