import type { Terminal } from './terminal.ts';

/** Variables whose value must never be shown, whether or not a command reads them. */
const SECRET = /(?:TOKEN|SECRET|PRIVATE_KEY|PASSWORD)$/;

/** Secrets that stand in the environment: one of them may come back in an answer before any configuration is read. */
export function secretsIn(env: Terminal['env']): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    SECRET.test(name) && value ? [value, ...value.split(',')] : [],
  );
}
