import {
  describeFaults,
  loadConfig,
  secretsOf,
  type Config,
  type ConfigPart,
} from '@yardmaster/agent-registry/config';
import type { Session } from './session.ts';

/** The configuration this command needs, or what is wrong with it, ready to print. */
export type Setup =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly message: string };

/** Reads the configuration; from then on nothing that is written shows a secret of it. */
export async function setUp(
  { terminal, hide }: Session,
  parts: readonly ConfigPart[],
): Promise<Setup> {
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
