import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What a user would take instead. Installed for the bench alone, outside of the workspace. */
const FOLDER = new URL('../../peers/', import.meta.url);

export const peerFile = (name: string): string =>
  fileURLToPath(new URL(name, FOLDER));

export const hasPeers = (): boolean => existsSync(peerFile('node_modules'));

/** Installs them as the lock file says, without running their scripts. Answers whether it worked. */
export function installPeers(): boolean {
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: fileURLToPath(FOLDER),
    stdio: ['ignore', 2, 2],
  });
  return status === 0;
}

/** Their versions, `name version`, as declared. */
export async function peerVersions(): Promise<readonly string[]> {
  const text = await readFile(peerFile('package.json'), 'utf8');
  const { dependencies } = JSON.parse(text) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies).map(([name, range]) => {
    const [, alias, version] = /^npm:(.+)@(.+)$/.exec(range) ?? [];
    return `${alias ?? name} ${version ?? range}`;
  });
}
