import { createRedactor } from '@yardmaster/agent-registry/config';
import { redactSecrets } from '@yardmaster/github-dispatcher';

/** Interaction and webhook tokens in the path of Discord's URLs. */
const URL_TOKEN = /(\/(?:webhooks|interactions)\/\d+\/)[^/?#\s"'\\]+/g;

export interface Redact {
  /** Removes the known secrets, and tokens from Discord's URLs. JSON stays JSON. */
  readonly known: (text: string) => string;
  /** For text from outside: also removes everything that has the form of a secret. */
  readonly outside: (text: string) => string;
}

export function createRedact(secrets: readonly string[]): Redact {
  const redactor = createRedactor(secrets);
  const known = (text: string) =>
    redactor.text(text).replace(URL_TOKEN, '$1[redacted]');
  return { known, outside: (text) => redactSecrets(known(text)) };
}
