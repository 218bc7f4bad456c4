import { type ApiResponse, problem } from './response.ts';
import { digest } from '../ids.ts';
import type { Caller, Permission, Permissions } from './caller.ts';
import type { Route } from './route.ts';

const ALL_PERMISSIONS: Permissions = {
  actions: 'write',
  contents: 'write',
  metadata: 'read',
  checks: 'read',
  deployments: 'read',
  statuses: 'read',
  repository_hooks: 'write',
};

export interface AppIdentity {
  readonly id: number;
  readonly installationId: number;
  readonly slug: string;
}

/** How long a fresh installation token is refused, in milliseconds, and with which status. */
export interface TokenLag {
  readonly ms: number;
  readonly status: 401 | 403;
}

export type Access = ReturnType<typeof createAccess>;

const ANONYMOUS: Caller = {
  kind: 'anonymous',
  login: '',
  permissions: {},
  bucket: 'anonymous',
};

const HOUR = 3_600_000;

function part(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(text ?? '', 'base64url').toString(),
    );
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Judges an App's JWT by its form, issuer and times; the signature is not checked, there being no
 * public key. https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
function jwtFault(
  token: string,
  app: AppIdentity,
  now: number,
): string | undefined {
  const [header, payload, signature = '', ...rest] = token.split('.');
  const claims = part(payload);
  if (
    part(header)?.['alg'] !== 'RS256' ||
    claims === undefined ||
    signature === '' ||
    rest.length > 0
  ) {
    return 'A JSON web token could not be decoded';
  }
  const { exp, iat, iss } = claims;
  if (typeof exp !== 'number' || exp * 1000 <= now) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  if (typeof iat !== 'number' || iat * 1000 > now) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  if (exp * 1000 > now + 10 * 60_000) {
    return "'Expiration time' claim ('exp') is too far in the future";
  }
  return String(iss) === String(app.id) ? undefined : 'Integration not found';
}

export function createAccess(options: {
  readonly token: string;
  readonly login: string;
  readonly app: AppIdentity;
  readonly clock: () => number;
}) {
  const { app, clock } = options;
  const tokens = new Map<string, Caller>();
  let minted = 0;
  let lag: TokenLag | undefined;

  function addToken(
    token: string,
    login: string,
    permissions: Permissions = ALL_PERMISSIONS,
  ) {
    tokens.set(token, {
      kind: 'user',
      login,
      permissions,
      bucket: `user ${login}`,
    });
    return token;
  }
  addToken(options.token, options.login);

  function identify(authorization: string | undefined): Caller | ApiResponse {
    if (authorization === undefined) return ANONYMOUS;
    const [, token = ''] =
      /^(?:bearer|token) +(\S+)$/i.exec(authorization) ?? [];
    if (token.startsWith('eyJ')) {
      const fault = jwtFault(token, app, clock());
      return fault === undefined
        ? {
            kind: 'app',
            login: `${app.slug}[bot]`,
            permissions: {},
            bucket: 'app',
          }
        : problem(fault === 'Integration not found' ? 404 : 401, fault);
    }
    const caller = tokens.get(token);
    if (lag !== undefined && (caller?.knownAt ?? 0) > clock()) {
      return lag.status === 401
        ? problem(401, 'Bad credentials')
        : problem(403, 'Resource not accessible by integration');
    }
    return caller === undefined || (caller.expiresAt ?? Infinity) <= clock()
      ? problem(401, 'Bad credentials')
      : caller;
  }

  return {
    identify,
    /** From now on, the tokens it mints are refused for so long: GitHub's servers learn of a token one by one. */
    setTokenLag: (value: TokenLag | undefined) => {
      lag = value;
    },
    addToken,
    revoke: (token: string) => tokens.delete(token),
    /** An installation token: an hour's life, and no more than was asked for. */
    mint(permissions: Permissions = ALL_PERMISSIONS) {
      const token = `ghs_local${digest(`installation ${minted++} ${app.installationId}`).slice(0, 31)}`;
      const expiresAt = clock() + HOUR;
      tokens.set(token, {
        kind: 'installation',
        login: `${app.slug}[bot]`,
        permissions,
        bucket: `installation ${app.installationId}`,
        expiresAt,
        knownAt: clock() + (lag?.ms ?? 0),
      });
      return { token, expiresAt, permissions };
    },
  };
}

function covers(permissions: Permissions, needed: Permission): boolean {
  const [name = '', level] = needed.split(':');
  const held = permissions[name];
  return held === 'write' || (held !== undefined && held === level);
}

/** The refusal GitHub gives, or undefined where the caller may. A private repository hides itself from strangers. */
export function refusal(caller: Caller, route: Route): ApiResponse | undefined {
  const { access } = route;
  if (access === 'anybody') return undefined;
  if (access === 'app') {
    return caller.kind === 'app'
      ? undefined
      : problem(401, 'A JSON web token could not be decoded');
  }
  if (caller.kind === 'app') {
    return problem(
      401,
      'You must use an installation access token or other non-integration authentication to access this API endpoint.',
    );
  }
  if (caller.kind === 'anonymous') {
    return route.path.startsWith('/repos/')
      ? problem(404, 'Not Found')
      : problem(401, 'Requires authentication');
  }
  const foreign =
    caller.kind === 'installation'
      ? 'Resource not accessible by integration'
      : 'Resource not accessible by personal access token';
  if (access === 'user') {
    return caller.kind === 'user' ? undefined : problem(403, foreign);
  }
  return covers(caller.permissions, access)
    ? undefined
    : problem(403, foreign, {
        headers: {
          'x-accepted-github-permissions': access.replace(':', '='),
        },
      });
}
