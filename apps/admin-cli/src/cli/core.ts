import type { ConfigPart, Setup } from '@yardmaster/agent-registry/config';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT } from './exit-code.ts';
import { fail, type Session } from './session.ts';
import { setUp } from './configuration.ts';

export interface CoreParts {
  readonly parts: readonly ConfigPart[];
  /** Another journal than the configuration's. */
  readonly databaseUrl?: string;
  /** Sends the requests to GitHub. */
  readonly fetch?: typeof fetch;
}

/** Opens the core for one command, and closes it whatever happens. Says what is wrong where it cannot. */
export async function withCore(
  session: Session,
  { parts, databaseUrl, ...network }: CoreParts,
  work: (core: OpenCore) => Promise<void>,
): Promise<void> {
  const config = await configFor(session, parts);
  if (config === undefined) return;
  const [{ openCore }, { JournalError }] = await Promise.all([
    import('@yardmaster/agent-registry/open-core'),
    import('@yardmaster/agent-registry'),
  ]);
  let core: OpenCore;
  try {
    core = await openCore({
      config: { ...config, databaseUrl: databaseUrl ?? config.databaseUrl },
      role: 'client',
      messengers: [],
      ...network,
      hooks: {
        onInvocation: (_invocation, error) => {
          if (error !== undefined && session.debug)
            session.terminal.stderr.write(`${String(error)}\n`);
        },
      },
    });
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return fail(session, {
      message: error.message,
      exitCode: EXIT.serviceFailed,
    });
  }
  try {
    await core.start();
    await work(core);
  } finally {
    await core.close();
  }
}

/** The configuration with these parts; undefined, and said why, where it has faults. */
export async function configFor(
  session: Session,
  parts: readonly ConfigPart[],
): Promise<Setup | undefined> {
  const setup = await setUp(session, parts);
  if (setup.ok) return setup.config;
  fail(session, { message: setup.message, exitCode: EXIT.usage });
  return undefined;
}
