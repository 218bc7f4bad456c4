/** The stage at which a URL was refused. */
export type Phase =
  'parse' | 'policy' | 'resolve' | 'connect' | 'redirect' | 'response';

/**
 * Every reason there is, with its phase and a sentence for the person who gave the URL. No sentence holds an address,
 * a host or a secret.
 */
export const REASONS = {
  not_a_string: ['parse', 'The URL must be text.'],
  too_long: ['parse', 'The URL is too long.'],
  forbidden_character: [
    'parse',
    'The URL contains a space, a backslash, or a control or invisible character. Remove it, or percent-encode it.',
  ],
  malformed_authority: [
    'parse',
    'The URL needs exactly two slashes and a host after its scheme, as in https://example.com/.',
  ],
  invalid_url: ['parse', 'This is not a valid absolute URL.'],
  scheme_not_allowed: ['policy', 'URLs with this scheme are not allowed.'],
  userinfo_not_allowed: [
    'policy',
    'The URL must not carry a user name or a password.',
  ],
  port_not_allowed: ['policy', 'This port is not allowed.'],
  host_invalid: ['policy', 'The host is not a valid DNS name.'],
  host_single_label: [
    'policy',
    'The host must be a full domain name, as in example.com.',
  ],
  host_special_name: [
    'policy',
    'The host is a name reserved for local or private use.',
  ],
  host_metadata: ['policy', 'The host is a cloud metadata service.'],
  host_not_in_allowlist: [
    'policy',
    'The host is not on the list of allowed domains.',
  ],
  ip_literal_not_allowed: [
    'policy',
    'Give a domain name instead of an IP address.',
  ],
  ip_not_public: ['policy', 'The address is not on the public Internet.'],
  dns_failed: ['resolve', 'The host name could not be resolved.'],
  dns_timeout: ['resolve', 'The host name could not be resolved in time.'],
  dns_empty: ['resolve', 'The host name has no address.'],
  dns_not_public: [
    'resolve',
    'The host name leads to an address that is not on the public Internet.',
  ],
  connect_not_public: [
    'connect',
    'The connection led to an address that is not on the public Internet.',
  ],
  socket_path: ['connect', 'Local sockets are not allowed.'],
  proxy_not_allowed: ['connect', 'Proxies are not allowed.'],
  redirect_limit: ['redirect', 'The URL redirects too many times.'],
  redirect_invalid: [
    'redirect',
    'The URL redirects in a way that cannot be followed.',
  ],
  redirect_downgrade: ['redirect', 'The URL redirects from https to http.'],
  response_too_large: ['response', 'The response is too large.'],
  timed_out: ['response', 'The request took too long.'],
  aborted: ['resolve', 'The request was cancelled.'],
} as const satisfies Record<string, readonly [Phase, string]>;

export type Reason = keyof typeof REASONS;

/** Facts for logs. Values are bounded and free of control characters; credentials and queries are never in it. */
export type RefusalDetail = Readonly<Record<string, string | number>>;

export interface UrlRefused {
  readonly ok: false;
  readonly reason: Reason;
  readonly phase: Phase;
  /** Safe to show to whoever gave the URL: never names an address. */
  readonly message: string;
  /** For logs only. */
  readonly detail: RefusalDetail;
}

const MAX_DETAIL_LENGTH = 200;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export function refuse(
  reason: Reason,
  detail: Record<string, string | number> = {},
  message?: string,
): UrlRefused {
  const [phase, standard] = REASONS[reason];
  for (const key in detail) {
    const value = detail[key];
    if (typeof value === 'string') detail[key] = forLog(value);
  }
  return { ok: false, reason, phase, message: message ?? standard, detail };
}

function forLog(text: string): string {
  if (text.length <= MAX_DETAIL_LENGTH && PRINTABLE_ASCII.test(text))
    return text;
  const cut =
    text.length > MAX_DETAIL_LENGTH
      ? `${text.slice(0, MAX_DETAIL_LENGTH)}…`
      : text;
  return cut.replace(
    /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
