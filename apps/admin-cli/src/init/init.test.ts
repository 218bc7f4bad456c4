import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '@yardmaster/agent-registry/config';
import { findingsOf } from '../doctor/workflow-check.ts';
import { openWorld, type World } from '../testing/world.ts';
import { templateOf } from './files.ts';

describe('the templates', () => {
  it.each(['deploy', 'diagnose'] as const)(
    'are the files of this repository: %s',
    async (key) => {
      const file = { deploy: 'client-deploy', diagnose: 'diagnose' }[key];
      const root = join(import.meta.dirname, '../../../..');
      expect(templateOf(key)).toBe(
        await readFile(join(root, `.github/workflows/${file}.yml`), 'utf8'),
      );
    },
  );

  it('lack nothing', () => {
    for (const key of ['deploy', 'diagnose'] as const)
      expect(
        findingsOf(key, { file: key, inputs: {} }, templateOf(key)),
      ).toEqual([expect.objectContaining({ status: 'ok' })]);
  });
});

describe('yardmaster init', () => {
  let world: World;
  const read = (path: string) => readFile(join(world.cwd, path), 'utf8');
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  it('writes nothing if it cannot ask', async () => {
    const ran = await world.run(['init']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--yes');
    expect(await readdir(world.cwd)).toEqual([]);
  });

  it('writes nothing in a dry run, and says what it would', async () => {
    const ran = await world.run(['init', '--dry-run']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('would be created');
    expect(await readdir(world.cwd)).toEqual([]);
  });

  it('refuses answers that cannot be', async () => {
    const ran = await world.run([
      'init',
      '--yes',
      '--repository',
      'nonsense',
      '--frontend',
      'ftp://x',
    ]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--repository');
    expect(ran.stderr).toContain('--frontend');
  });

  it('writes what Yardmaster then loads, and does nothing the second time', async () => {
    await mkdir(join(world.cwd, '.github/workflows'), { recursive: true });
    await writeFile(
      join(world.cwd, '.github/workflows/deploy.yml'),
      'name: Deploy\non: [push, pull_request]\njobs: {}\n',
    );
    await writeFile(join(world.cwd, '.env.example'), 'GITHUB_TOKEN=\nMINE=1');
    const argv = [
      'init',
      '--yes',
      '--repository',
      'acme/shop',
      '--deploy-workflow',
      'deploy.yml',
      '--api',
      'https://api.example.com/it\'s"here\\',
      '--admin-roles',
      '41771983423143936, 41771983423143937',
      '--allowed-domains',
      '*.example.com,example.com',
    ];
    const first = await world.run([...argv, '--json']);
    expect(first.json()['files']).toEqual([
      { path: 'yardmaster.config.ts', action: 'created' },
      { path: '.env.example', action: 'changed' },
      { path: '.gitignore', action: 'created' },
      { path: '.github/workflows/deploy.yml', action: 'changed' },
      { path: '.github/workflows/diagnose.yml', action: 'created' },
    ]);
    expect(await read('.env.example')).toMatch(
      /^GITHUB_TOKEN=\nMINE=1\n[\s\S]*\nGITHUB_REPOSITORY=acme\/shop\n/,
    );
    const loaded = await loadConfig({}, { parts: [], cwd: world.cwd });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    expect(loaded.config).toMatchObject({
      workflows: { deploy: { file: 'deploy.yml', name: 'Deploy' } },
      access: {
        adminRoleIds: ['41771983423143936', '41771983423143937'],
      },
      allowedDomains: ['*.example.com', 'example.com'],
    });

    const second = await world.run([...argv, '--json']);
    const actions = second.json()['files'] as { action: string }[];
    expect(actions.map(({ action }) => action)).toEqual(
      Array.from({ length: 5 }, () => 'unchanged'),
    );
  });

  it('keeps a configuration that a person wrote, and shows what would change', async () => {
    const before = await read('yardmaster.config.ts');
    const ran = await world.run(['init', '--yes', '--repository', 'acme/shop']);
    expect(ran.stdout).toContain('-  allowedDomains');
    expect(ran.stdout).toMatch(/^kept +yardmaster\.config\.ts$/m);
    expect(await read('yardmaster.config.ts')).toBe(before);
    await world.run(['init', '--yes', '--overwrite']);
    expect(await read('yardmaster.config.ts')).not.toBe(before);
  });

  it('keeps the encoding, the line ends and every workflow that was not chosen', async () => {
    const other = await openWorld();
    const at = (path: string) => join(other.cwd, path);
    await mkdir(at('.github/workflows'), { recursive: true });
    const own = 'name: Diagnose\non: push\njobs: {}\n';
    await writeFile(at('.github/workflows/diagnose.yml'), own);
    const deploy = 'name: Deploy\r\non: push\r\njobs: {}\r\n';
    await writeFile(
      at('.github/workflows/deploy.yml'),
      Buffer.from(`\ufeff${deploy}`, 'utf16le'),
    );
    await writeFile(at('.gitignore'), '\ufeffnode_modules\r\n/.env\r\n');
    const argv = ['init', '--yes', '--deploy-workflow', 'deploy.yml', '--json'];
    const ran = await other.run(argv);
    expect(ran.json()['files']).toMatchObject([
      { action: 'created' },
      { action: 'created' },
      { path: '.gitignore', action: 'changed' },
      { path: '.github/workflows/deploy.yml', action: 'changed' },
      {
        path: '.github/workflows/diagnose.yml',
        action: 'kept',
        problem: expect.stringContaining('--diagnose-workflow diagnose.yml'),
      },
    ]);
    expect(await readFile(at('.gitignore'), 'utf8')).toBe(
      '\ufeffnode_modules\r\n/.env\r\n.yardmaster/\r\n',
    );
    expect(await readFile(at('.github/workflows/diagnose.yml'), 'utf8')).toBe(
      own,
    );
    const written = await readFile(at('.github/workflows/deploy.yml'));
    const text = written.toString('utf16le');
    expect(text.startsWith('\ufeffname: Deploy\r\nrun-name:')).toBe(true);
    expect(text).not.toMatch(/[^\r]\n/);
    await other.close();
  });

  it('writes no workflow that does not parse', async () => {
    const other = await openWorld();
    const file = join(other.cwd, '.github/workflows/deploy.yml');
    await mkdir(join(other.cwd, '.github/workflows'), { recursive: true });
    const broken = 'name: Deploy\non: [push\njobs: {}\n';
    await writeFile(file, broken);
    const ran = await other.run([
      'init',
      '--yes',
      '--deploy-workflow',
      'deploy.yml',
    ]);
    expect(ran.stdout).toMatch(/^kept +\.github\/workflows\/deploy\.yml: \w/m);
    expect(await readFile(file, 'utf8')).toBe(broken);
    await other.close();
  });

  it('names the flag if the repository is not known', async () => {
    const ran = await world.run(['init', '--yes'], {
      env: { GITHUB_REPOSITORY: undefined },
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Pass --repository owner/name');
  });
});
