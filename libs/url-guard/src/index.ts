export { classifyIp, type EmbeddedVia, type IpVerdict } from './address.ts';
export { parseAllowedDomains, type AllowedDomains } from './allowed-domains.ts';
export type { IpRange } from './ip-registry.ts';
export { operatorPolicy } from './operator-policy.ts';
export { definePolicy } from './policy.ts';
export type { Policy, PolicyOptions, Scheme } from './policy.ts';
export { PolicyError, type PolicyFault } from './policy-error.ts';
export type { PrivateAccess } from './private-access.ts';
export {
  REASONS,
  type Phase,
  type Reason,
  type RefusalDetail,
  type UrlRefused,
} from './reason.ts';
export { resolveUrl } from './resolve.ts';
export type {
  Lookup,
  ResolvedAddress,
  ResolveOptions,
  UrlResolved,
} from './resolve.ts';
export {
  parseUrl,
  type HostInfo,
  type SafeUrl,
  type UrlAccepted,
} from './url.ts';
