import {
  loadConfig,
  secretsOf,
  type Setup,
  type ConfigPart,
} from '@yardmaster/agent-registry/config';
import type { Session } from '../cli/session.ts';
import type { Surroundings } from './check.ts';
import { createGitHubProbe } from './github-probe.ts';

const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  discord: [
    'DISCORD_APPLICATION_ID',
    'DISCORD_PUBLIC_KEY',
    'DISCORD_BOT_TOKEN',
    'DISCORD_BOT_TOKEN_FILE',
  ],
};

/** Reads the configuration part by part, so that a fault in one does not hide the others. */
export async function surroundingsOf(
  session: Session,
  { nodeVersion, clock }: Pick<Surroundings, 'nodeVersion' | 'clock'>,
): Promise<Surroundings> {
  const { env, cwd } = session.terminal;
  const load = (parts: readonly ConfigPart[]) =>
    loadConfig(env, { parts, cwd });
  // The terminal alone does not need Discord.
  const wanted: ConfigPart[] = [
    'github',
    'database',
    ...(OPTIONAL['discord']?.some((name) => env[name])
      ? ['discord' as const]
      : []),
  ];
  const all = await load(wanted);
  const whole: ConfigPart[] = [];
  if (all.ok) whole.push(...wanted);
  else for (const part of wanted) if ((await load([part])).ok) whole.push(part);
  const loaded = all.ok ? all : await load(whole);
  const config = loaded.ok ? loaded.config : await builtIn();
  session.hide(secretsOf(config));
  return {
    terminal: session.terminal,
    nodeVersion,
    clock,
    faults: all.ok ? [] : all.faults,
    config,
    has: (part) => loaded.ok && whole.includes(part),
    github:
      loaded.ok && whole.includes('github')
        ? createGitHubProbe(config, clock)
        : undefined,
  };
}

/** If what all parts share has a fault, the checks see the defaults. */
async function builtIn(): Promise<Setup> {
  const loaded = await loadConfig({}, { parts: [], cwd: '/' });
  if (!loaded.ok) throw new Error('The built-in configuration has faults');
  return loaded.config;
}
