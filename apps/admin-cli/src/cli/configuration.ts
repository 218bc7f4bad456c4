import {
  describeFaults,
  loadConfig,
  secretsOf,
  type ConfigPart,
  type Setup,
} from '@yardmaster/agent-registry/config';
import type { Session } from './session.ts';

/** The configuration this command needs, or what is wrong with it, ready to print. */
export type SetupResult =
  | { readonly ok: true; readonly config: Setup }
  | { readonly ok: false; readonly message: string };

/** Reads the configuration; from then on nothing that is written shows a secret of it. */
export async function setUp(
  { terminal, hide }: Session,
  parts: readonly ConfigPart[],
): Promise<SetupResult> {
  const loaded = await loadConfig(terminal.env, { parts, cwd: terminal.cwd });
  if (!loaded.ok)
    return {
      ok: false,
      message: `The configuration has faults:\n${describeFaults(loaded.faults)
        .map((line) => `- ${line}`)
        .join('\n')}\nSee \`yardmaster doctor\` and \`yardmaster init\`.`,
    };
  hide(secretsOf(loaded.config));
  return loaded;
}

/** Variables whose value must never be shown, whether or not a command reads them. */
const SECRET = /(?:TOKEN|SECRET|PRIVATE_KEY|PASSWORD)$/;

/** Secrets that stand in the environment: one of them may come back in an answer before any configuration is read. */
export function secretsIn(env: Session['terminal']['env']): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    SECRET.test(name) && value ? [value, ...value.split(',')] : [],
  );
}
