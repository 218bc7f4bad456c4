import { createRedactor } from '@yardmaster/agent-registry/config';

/** Interaction and webhook tokens in the path of Discord's URLs. */
const URL_TOKEN = /(\/(?:webhooks|interactions)\/\d+\/)[^/?#\s"'\\]+/g;
/** https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
const GITHUB_TOKEN = /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,})/g;
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const AUTHORIZATION = /\b(Bot|Bearer|Basic)\s+[\w.~+/=-]{8,}/g;

const HIDDEN = '[redacted]';

export type Redact = (text: string) => string;

/** Removes these secrets, and everything that has the form of one: interaction tokens are not known in advance. */
export function createRedact(secrets: readonly string[]): Redact {
  const known = createRedactor(secrets);
  return (text) =>
    known
      .text(text)
      .replace(URL_TOKEN, `$1${HIDDEN}`)
      .replace(PRIVATE_KEY, HIDDEN)
      .replace(GITHUB_TOKEN, HIDDEN)
      .replace(AUTHORIZATION, `$1 ${HIDDEN}`);
}
