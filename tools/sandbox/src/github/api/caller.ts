type Level = 'read' | 'write';

/** What a token may do, by GitHub's permission names. */
export type Permissions = Readonly<Record<string, Level>>;

export type Permission =
  | 'actions:read'
  | 'actions:write'
  | 'contents:read'
  | 'contents:write'
  | 'checks:read'
  | 'deployments:read'
  | 'statuses:read'
  | 'metadata:read'
  | 'repository_hooks:read'
  | 'repository_hooks:write';

export interface Caller {
  readonly kind: 'user' | 'installation' | 'app' | 'anonymous';
  readonly login: string;
  readonly permissions: Permissions;
  /** Which rate limit the call counts against. */
  readonly bucket: string;
  /** Epoch milliseconds; installation tokens end after an hour. */
  readonly expiresAt?: number;
  /** Epoch milliseconds from which every server knows the token. */
  readonly knownAt?: number;
}
