import type { NetworkFault } from '../../github.ts';

const FAULTS: Readonly<Record<string, NetworkFault>> = {
  ENOTFOUND: 'name_resolution',
  EAI_AGAIN: 'name_resolution',
  EAI_FAIL: 'name_resolution',
  ECONNREFUSED: 'connection',
  EHOSTUNREACH: 'connection',
  ENETUNREACH: 'connection',
  EADDRNOTAVAIL: 'connection',
  UND_ERR_CONNECT_TIMEOUT: 'connection',
  CERT_HAS_EXPIRED: 'tls',
  CERT_NOT_YET_VALID: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
};

/** No connection was made, so that not a byte of the request left. */
const NEVER_SENT: ReadonlySet<NetworkFault> = new Set([
  'name_resolution',
  'connection',
  'tls',
  'proxy',
]);

/** What a rejected `fetch` means. `lost` unless the error proves more. */
export function networkFaultOf(error: unknown): NetworkFault {
  if (!(error instanceof Error)) return 'lost';
  if (error instanceof AggregateError) {
    const faults = error.errors.map(networkFaultOf);
    const [first] = faults;
    return first !== undefined && faults.every((fault) => fault !== 'lost')
      ? first
      : 'lost';
  }
  const code = 'code' in error ? String(error.code) : '';
  const known = FAULTS[code];
  if (known !== undefined) return known;
  // The connector of a proxy refuses before anything is sent: https://undici.nodejs.org/#/docs/api/ProxyAgent
  if (
    /proxy response \(\d+\)|\bproxy\b.*\b(?:refused|failed)\b/i.test(
      error.message,
    )
  )
    return 'proxy';
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return 'tls';
  return error.cause === undefined ? 'lost' : networkFaultOf(error.cause);
}

/** True if the request certainly never left. */
export function wasNeverSent(fault: NetworkFault): boolean {
  return NEVER_SENT.has(fault);
}
