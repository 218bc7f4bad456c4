import type { Credentials } from '../http/credentials.ts';

/** A personal access token, or the token of a workflow run. */
export function tokenCredentials(token: string): Credentials {
  const value = { header: `Bearer ${token}`, secret: token };
  return {
    authorize: async () => ({ ok: true, value }),
    expire: () => false,
  };
}
