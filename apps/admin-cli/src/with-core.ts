import type { ConfigPart } from '@yardmaster/agent-registry/config';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT } from './exit-code.ts';
import { fail, type CommonOptions, type Session } from './session.ts';
import { setUp } from './setup.ts';

/** Opens the core for one command, and closes it whatever happens. Says what is wrong where it cannot. */
export async function withCore(
  session: Session,
  options: CommonOptions,
  parts: readonly ConfigPart[],
  work: (core: OpenCore) => Promise<void>,
): Promise<void> {
  const { terminal } = session;
  const setup = await setUp(terminal, parts);
  if (!setup.ok)
    return fail(session, { message: setup.message, exitCode: EXIT.usage });
  const [{ openCore }, { JournalError }] = await Promise.all([
    import('@yardmaster/agent-registry/open-core'),
    import('@yardmaster/agent-registry'),
  ]);
  let core: OpenCore;
  try {
    core = await openCore({
      config: setup.config,
      role: 'client',
      messengers: [],
      hooks: {
        onInvocation: (_invocation, error) => {
          if (error !== undefined && options.debug)
            terminal.stderr.write(`${String(error)}\n`);
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
