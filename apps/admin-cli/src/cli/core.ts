import type { ConfigPart } from '@yardmaster/agent-registry/config';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { configFor } from './configuration.ts';
import { EXIT } from './exit-code.ts';
import { fail, note, type Session } from './session.ts';

export interface CoreParts {
  readonly parts: readonly ConfigPart[];
  /** Another journal than the configuration's. */
  readonly databaseUrl?: string;
  /** Sends the requests to GitHub. */
  readonly fetch?: typeof fetch;
  /** How long to wait for a run, milliseconds; absent: FOLLOW_TIMEOUT_SECONDS if it is set, else without limit. */
  readonly timeout?: number | undefined;
}

/** No run of GitHub's lives longer, milliseconds (35 days). https://docs.github.com/en/actions/reference/limits */
const LONGEST_RUN_MS = 35 * 86_400_000;

/** Opens the core for one command, and closes it whatever happens. Prints why if it cannot be opened. */
export async function withCore(
  session: Session,
  { parts, databaseUrl, timeout, ...network }: CoreParts,
  work: (core: OpenCore) => Promise<void>,
): Promise<void> {
  const config = await configFor(session, parts);
  if (config === undefined) return;
  const [{ openCore }, { JournalError }] = await Promise.all([
    import('@yardmaster/agent-registry/open-core'),
    import('@yardmaster/agent-registry'),
  ]);
  const configured = session.terminal.env['FOLLOW_TIMEOUT_SECONDS']
    ? config.follow.timeoutMs
    : LONGEST_RUN_MS;
  let core: OpenCore;
  try {
    core = await openCore({
      config: {
        ...config,
        databaseUrl: databaseUrl ?? config.databaseUrl,
        follow: { ...config.follow, timeoutMs: timeout ?? configured },
      },
      role: 'client',
      messengers: [],
      ...network,
      hooks: {
        onInvocation: (_invocation, error) => {
          if (error !== undefined && session.debug)
            note(session, String(error));
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
