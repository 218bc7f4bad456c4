import type { Config, ConfigPart } from '@yardmaster/agent-registry/config';
import type { Terminal } from './terminal.ts';

/** The configuration this command needs, or what is wrong with it, ready to print. */
export type Setup =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly message: string };

export async function setUp(
  terminal: Terminal,
  parts: readonly ConfigPart[],
): Promise<Setup> {
  const { loadConfig, describeFaults } =
    await import('@yardmaster/agent-registry/config');
  const loaded = await loadConfig(terminal.env, { parts, cwd: terminal.cwd });
  return loaded.ok
    ? loaded
    : {
        ok: false,
        message: `The configuration has faults:\n${describeFaults(loaded.faults)}\nSee \`yardmaster doctor\` and \`yardmaster init\`.`,
      };
}
