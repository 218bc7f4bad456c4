import type { Clock } from '../../clock.ts';
import type { Credentials } from '../http/credentials.ts';
import type { Failure, Result } from '../../github.ts';
import { asDate, asObject, asString } from '../../json.ts';

export function tokenCredentials(token: string): Credentials {
  return {
    authorization: async () => ({ ok: true, value: `Bearer ${token}` }),
    expire: () => false,
  };
}

/** A token is replaced this long before it expires, so that no call outlives it. */
const MARGIN_MS = 5 * 60_000;

/**
 * Installation tokens of a GitHub App, renewed before their hour ends; concurrent calls share one request.
 * Each instance keeps its own token: two installations or hosts in one process never see each other's.
 * @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export function installationCredentials(options: {
  readonly clock: Clock;
  /** Asks GitHub for a token; the answer's JSON. */
  readonly mint: () => Promise<Result<unknown>>;
}): Credentials {
  const { clock, mint } = options;
  let current:
    { readonly header: string; readonly expiresAt: number } | undefined;
  let minting: Promise<Result<string>> | undefined;

  async function renew(): Promise<Result<string>> {
    const result = await mint();
    if (!result.ok) return asCredentialFailure(result);
    const json = asObject(result.value);
    const token = asString(json?.['token']);
    const expiresAt = asDate(json?.['expires_at'])?.getTime();
    if (token === undefined || expiresAt === undefined) {
      return {
        ok: false,
        reason: 'unexpected',
        message: 'GitHub sent no installation token.',
        definite: true,
      };
    }
    current = { header: `Bearer ${token}`, expiresAt };
    return { ok: true, value: current.header };
  }

  return {
    async authorization() {
      if (current !== undefined && clock.now() < current.expiresAt - MARGIN_MS)
        return { ok: true, value: current.header };
      minting ??= renew().finally(() => {
        minting = undefined;
      });
      return minting;
    },
    expire(authorization) {
      if (current?.header === authorization) current = undefined;
      return true;
    },
  };
}

/** Whatever befell the token request, the call it was for was never sent. */
function asCredentialFailure(failure: Failure): Failure {
  const hint =
    failure.reason === 'unauthorized' || failure.reason === 'not_found'
      ? ' Check the app id, its private key and the installation id.'
      : '';
  const reason =
    failure.reason === 'not_found' ? 'unauthorized' : failure.reason;
  return {
    ...failure,
    reason,
    definite: true,
    message: `No installation token: ${failure.message}${hint}`,
  };
}
