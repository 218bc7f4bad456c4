import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Caller } from '@yardmaster/agent-registry';
import type { GitHub } from '@yardmaster/github-dispatcher';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * The person at the terminal: git's user.name, else the login of a personal token, else the machine's user. A GitHub App
 * has no login.
 */
export async function callerOf(
  terminal: Terminal,
  github?: GitHub,
): Promise<Caller> {
  const name =
    (await gitUserName(terminal)) ??
    (github === undefined ? undefined : await loginOf(github)) ??
    userInfo().username;
  return { surface: 'cli', id: name, name, roleIds: [], manageServer: false };
}

async function gitUserName(terminal: Terminal): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['config', 'user.name'],
      { cwd: terminal.cwd, env: { ...terminal.env }, timeout: 2_000 },
    );
    return stdout.trim() || undefined;
  } catch {
    // No git, or no name configured.
    return undefined;
  }
}

async function loginOf(github: GitHub): Promise<string | undefined> {
  const viewer = await github.viewer();
  return viewer.ok && viewer.value.kind === 'user'
    ? viewer.value.login
    : undefined;
}
