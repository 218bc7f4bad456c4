import {
  describeFaults,
  loadConfig,
  secretsOf,
  type ConfigFault,
  type ConfigPart,
  type Setup,
} from '@yardmaster/agent-registry/config';
import { EXIT } from './exit-code.ts';
import { fail, type Session } from './session.ts';

/** The configuration with these parts, or undefined if it has faults, which are printed. Hides its secrets from then on. */
export async function configFor(
  session: Session,
  parts: readonly ConfigPart[],
): Promise<Setup | undefined> {
  const { env, cwd } = session.terminal;
  const loaded = await loadConfig(env, { parts, cwd });
  if (loaded.ok) {
    session.hide(secretsOf(loaded.config));
    return loaded.config;
  }
  failWithFaults(session, loaded.faults);
  return undefined;
}

export function failWithFaults(
  session: Session,
  faults: readonly ConfigFault[],
): void {
  const lines = describeFaults(faults).map((line) => `- ${line}`);
  fail(session, {
    message: `The configuration is not valid:\n${lines.join('\n')}\nRun \`yardmaster doctor\` to check it, or \`yardmaster init\` to create it.`,
    exitCode: EXIT.usage,
  });
}

/** Names of variables whose value must never be shown, whether or not a command reads them. */
const SECRET = /(?:TOKEN|SECRET|PRIVATE_KEY|PASSWORD)$/;

/** Secrets of the environment: a response may contain one before any configuration is read. */
export function secretsIn(env: Session['terminal']['env']): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    SECRET.test(name) && value ? [value, ...value.split(',')] : [],
  );
}
