/** The stage at which a URL was refused. */
export type Phase =
  'parse' | 'policy' | 'resolve' | 'connect' | 'redirect' | 'response';

/**
 * Every reason, with its phase and a sentence for the user who passed the URL. No sentence contains an address, a host
 * or a secret.
 */
export const REASONS = {
  not_a_string: { phase: 'parse', message: 'The URL must be text.' },
  too_long: { phase: 'parse', message: 'The URL is too long.' },
  forbidden_character: {
    phase: 'parse',
    message:
      'The URL contains a space, a backslash, or a control or invisible character. Remove it or percent-encode it.',
  },
  malformed_authority: {
    phase: 'parse',
    message:
      'The URL needs exactly two slashes and a host after its scheme, as in https://example.com/.',
  },
  invalid_url: { phase: 'parse', message: 'This is not a valid absolute URL.' },
  scheme_not_allowed: {
    phase: 'policy',
    message: 'URLs with this scheme are not allowed.',
  },
  userinfo_not_allowed: {
    phase: 'policy',
    message: 'The URL must not contain a user name or a password.',
  },
  port_not_allowed: { phase: 'policy', message: 'This port is not allowed.' },
  host_invalid: {
    phase: 'policy',
    message: 'The host is not a valid DNS name.',
  },
  host_single_label: {
    phase: 'policy',
    message: 'The host must be a full domain name, as in example.com.',
  },
  host_special_name: {
    phase: 'policy',
    message: 'The host is a name reserved for local or private use.',
  },
  host_metadata: {
    phase: 'policy',
    message: 'The host is a cloud metadata service.',
  },
  host_not_in_allowlist: {
    phase: 'policy',
    message: 'The host is not on the list of allowed domains.',
  },
  ip_literal_not_allowed: {
    phase: 'policy',
    message: 'Use a domain name instead of an IP address.',
  },
  ip_not_public: {
    phase: 'policy',
    message: 'The address is not on the public Internet.',
  },
  dns_failed: {
    phase: 'resolve',
    message: 'The host name could not be resolved.',
  },
  dns_timeout: {
    phase: 'resolve',
    message: 'The host name could not be resolved in time.',
  },
  dns_empty: { phase: 'resolve', message: 'The host name has no address.' },
  dns_not_public: {
    phase: 'resolve',
    message:
      'The host name resolves to an address that is not on the public Internet.',
  },
  connect_not_public: {
    phase: 'connect',
    message:
      'The connection reached an address that is not on the public Internet.',
  },
  socket_path: { phase: 'connect', message: 'Local sockets are not allowed.' },
  proxy_not_allowed: { phase: 'connect', message: 'Proxies are not allowed.' },
  redirect_limit: {
    phase: 'redirect',
    message: 'The URL redirects too many times.',
  },
  redirect_invalid: {
    phase: 'redirect',
    message: 'The URL redirects in a way that cannot be followed.',
  },
  redirect_downgrade: {
    phase: 'redirect',
    message: 'The URL redirects from https to http.',
  },
  response_too_large: {
    phase: 'response',
    message: 'The response is too large.',
  },
  timed_out: { phase: 'response', message: 'The request took too long.' },
  aborted: { phase: 'resolve', message: 'The request was cancelled.' },
} as const satisfies Record<string, { phase: Phase; message: string }>;

export type Reason = keyof typeof REASONS;

/** Details for logs. Values are bounded and free of control characters, and never contain credentials or queries. */
export type RefusalDetail = Readonly<Record<string, string | number>>;

export interface UrlRefused {
  readonly ok: false;
  readonly reason: Reason;
  readonly phase: Phase;
  /** Safe to show to the user who passed the URL: it names no address. */
  readonly message: string;
  /** For logs only. */
  readonly detail: RefusalDetail;
}

const MAX_DETAIL_LENGTH = 200;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export function refuse(
  reason: Reason,
  detail: RefusalDetail = {},
  message?: string,
): UrlRefused {
  const standard = REASONS[reason];
  return {
    ok: false,
    reason,
    phase: standard.phase,
    message: message ?? standard.message,
    detail,
  };
}

/** A host as the URL parser printed it is ASCII: it only needs a bound. */
export function hostForLog(host: string): string {
  return host.length <= MAX_DETAIL_LENGTH ? host : forLog(host);
}

/** Text from outside: bounded, and without control or invisible characters. */
export function forLog(text: string): string {
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
