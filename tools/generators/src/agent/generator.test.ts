import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { Tree } from '@nx/devkit';
import {
  createConfiguredRegistry,
  optionsOf,
} from '@yardmaster/agent-registry';
import { describeFaults, loadConfig } from '@yardmaster/agent-registry/config';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { generateAgent } from './generator.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const WORKSPACE = join(PACKAGE, '../..');
const ENV = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_TOKEN: 'ghp_token' };

let folder: string;
let tree: Tree;
beforeEach(async () => {
  // Inside the package, so that what is generated finds the libraries.
  folder = await mkdtemp(join(PACKAGE, '.generated-'));
  tree = createTreeWithEmptyWorkspace();
});
afterEach(() => rm(folder, { recursive: true }));

const written = () =>
  tree.listChanges().filter(({ path }) => path.endsWith('.ts'));

async function materialize(): Promise<void> {
  for (const { path, content } of written()) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content ?? '');
  }
}

async function registry() {
  await materialize();
  const loaded = await loadConfig(ENV, { parts: ['github'], cwd: folder });
  if (!loaded.ok) throw new Error(describeFaults(loaded.faults).join('\n'));
  return {
    config: loaded.config,
    registry: createConfiguredRegistry(loaded.config),
  };
}

describe('an agent that starts a workflow', () => {
  it('is one file with its test, and is found by Yardmaster', async () => {
    await generateAgent(tree, {
      command: 'smoke-test',
      workflow: 'smoke.yml',
    });
    expect(
      written()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      'agents/smoke-test.test.ts',
      'agents/smoke-test.ts',
      'yardmaster.config.ts',
    ]);
    const { config, registry: found } = await registry();
    expect(config.workflows['smoke_test']).toEqual({
      file: 'smoke.yml',
      name: 'Smoke test',
      inputs: {},
    });
    expect(found.byCommand('smoke-test')).toMatchObject({
      id: 'smoke_test',
      name: 'Smoke test',
      effect: 'write',
    });
  });
});

describe('an agent that only answers', () => {
  it('needs no workflow', async () => {
    await generateAgent(tree, { command: 'look-around' });
    const { config, registry: found } = await registry();
    expect(Object.keys(config.workflows)).toEqual(['deploy', 'diagnose']);
    const agent = found.byId('look_around');
    expect(agent?.effect).toBe('read');
    expect(agent && optionsOf(agent).map(({ name }) => name)).toEqual([
      'subject',
    ]);
  });
});

/** The advice goes to the console. */
function spyOnAdvice(): () => string {
  const log = vi.spyOn(console, 'info').mockReturnValue();
  return () => log.mock.calls.flat().join('\n');
}

it('writes tests that pass', { timeout: 60_000 }, async () => {
  spyOnAdvice();
  const directory = 'src/agents';
  await generateAgent(tree, { command: 'look-around', directory });
  await generateAgent(tree, {
    command: 'smoke-test',
    workflow: 'smoke.yml',
    directory,
  });
  await materialize();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(WORKSPACE, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      folder,
      '--config',
      join(WORKSPACE, 'vitest.base.ts'),
      '--reporter',
      'json',
    ],
    { env: { ...process.env, NO_COLOR: '1' } },
  );
  expect(JSON.parse(stdout)).toMatchObject({
    numPassedTests: 4,
    numTotalTests: 4,
  });
});

it('leaves an existing configuration file and an existing agent alone', async () => {
  const advice = spyOnAdvice();
  tree.write('yardmaster.config.json', '{}');
  await generateAgent(tree, { command: 'smoke-test' });
  expect(advice()).toContain('Add it to yardmaster.config.json:');
  expect(tree.exists('yardmaster.config.ts')).toBe(false);
  expect(tree.read('yardmaster.config.json', 'utf8')).toBe('{}');
  await expect(generateAgent(tree, { command: 'smoke-test' })).rejects.toThrow(
    'agents/smoke-test.ts already exists',
  );
});

it.each(['Smoke', 'smoke_test', '-a', 'a-', 'a--b', '', 'a'.repeat(33)])(
  'refuses the command %j',
  async (command) => {
    await expect(generateAgent(tree, { command })).rejects.toThrow(
      /Invalid command/,
    );
    expect(written()).toEqual([]);
  },
);
