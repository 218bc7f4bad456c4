import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Caller } from '@yardmaster/agent-registry';
import type { Terminal } from './terminal.ts';

/** The person at the terminal, as git knows them, else as the machine does. Never the owner of the token by default: tokens are shared. */
export async function callerOf(terminal: Terminal): Promise<Caller> {
  const name = (await gitUserName(terminal)) ?? userInfo().username;
  return { surface: 'cli', id: name, name, roleIds: [], manageServer: false };
}

async function gitUserName(terminal: Terminal): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['config', 'user.name'],
      { cwd: terminal.cwd, timeout: 2_000 },
    );
    return stdout.trim() || undefined;
  } catch {
    // No git, or no name in it.
    return undefined;
  }
}
