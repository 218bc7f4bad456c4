import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '@yardmaster/agent-registry/config';
import { findingsOf } from '../doctor/workflow-check.ts';
import { openWorld, type World } from '../testing/world.ts';
import { inputsFor, readWorkflow } from '../workflow/read.ts';
import { completeWorkflow } from '../workflow/complete.ts';
import { templateOf } from './files.ts';

const JOBS = `
# The only job there is.
jobs:
  deploy:
    runs-on: ubuntu-latest   # cheap
    steps:
    - run: echo   "hi"
    -   uses: actions/checkout@v6
`;

const SHAPES: Readonly<Record<string, string>> = {
  'a word': `name: Deploy\non: push\n${JOBS}`,
  'a word with a comment': `name: Deploy\non: push # to any branch\n${JOBS}`,
  'a list': `name: Deploy\non: [push, pull_request]\n${JOBS}`,
  'a list in lines': `name: Deploy\non:\n  - push\n  - pull_request\n${JOBS}`,
  'a mapping without it': `name: Deploy\non:\n    # main alone\n    push:\n        branches: [main]\n${JOBS}`,
  'an empty trigger': `name: Deploy\non:\n  push:\n  workflow_dispatch: # by hand\n${JOBS}`,
  'a trigger that is an empty mapping': `name: Deploy\non:\n  workflow_dispatch: {}\n${JOBS}`,
  'a flow mapping': `name: Deploy\non: { push: { branches: [main] } }\n${JOBS}`,
  'empty inputs': `name: Deploy\non:\n  workflow_dispatch:\n    inputs:\n${JOBS}`,
  'inputs of its own': `name: Deploy\non:\n  workflow_dispatch:\n    inputs:\n      # where to\n      target:\n        default: 'a'\n      requester:\n        type: string\n${JOBS}`,
  'a run-name of its own': `name: Deploy\nrun-name: Deploy of \${{ github.ref_name }} # nice\non: workflow_dispatch\n${JOBS}`,
  'a folded run-name': `name: Deploy\nrun-name: >-\n  Deploy of\n  \${{ github.ref_name }}\non: workflow_dispatch\n${JOBS}`,
  'no name': `on: push\n${JOBS}`,
  'a name with quotes': `name: "hubot's {deploy}"\non: push\n${JOBS}`,
  'windows line ends in no place, and no last line end': `name: Deploy\non: push\njobs: {}`,
};

describe('completing a workflow', () => {
  it.each(Object.entries(SHAPES))('works on %s', (_name, text) => {
    const done = completeWorkflow(
      text,
      templateOf('deploy'),
      inputsFor('deploy'),
    );
    expect(findingsOf('deploy', { file: 'x.yml', inputs: {} }, done)).toEqual([
      expect.objectContaining({ status: 'ok' }),
    ]);
    // What the workflow did before, it does still.
    const [before, after] = [text, done].map((one) => {
      const read = readWorkflow(one);
      if (!read.ok) throw new Error(read.problem);
      return read.document.toJSON() as Record<string, object>;
    });
    expect(after?.['jobs']).toEqual(before?.['jobs']);
    // Everything below `on` is the same to the letter.
    if (text.includes(JOBS)) expect(done).toContain(JOBS);
    // Done once, it is done.
    expect(
      completeWorkflow(done, templateOf('deploy'), inputsFor('deploy')),
    ).toBe(done);
  });

  it('keeps the triggers and inputs there are', () => {
    const done = completeWorkflow(
      SHAPES['inputs of its own'] ?? '',
      templateOf('diagnose'),
      inputsFor('diagnose'),
    );
    const read = readWorkflow(done);
    if (!read.ok) throw new Error(read.problem);
    expect([...read.inputs.keys()].toSorted()).toEqual([
      'api_base',
      'correlation_id',
      'frontend_url',
      'requester',
      'target',
    ]);
    expect(done).toContain('# where to');
  });

  it('leaves alone what is no workflow', () => {
    for (const text of ['', '- a\n', 'a: [', 'on: [push'])
      expect(completeWorkflow(text, templateOf('deploy'), [])).toBe(text);
  });
});

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

  it('writes nothing where nobody can be asked', async () => {
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
      SHAPES['a list'] ?? '',
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
      Array.from({ length: 4 }, () => 'unchanged'),
    );
  });

  it('keeps a configuration that somebody wrote, and shows what would change', async () => {
    const before = await read('yardmaster.config.ts');
    const ran = await world.run(['init', '--yes', '--repository', 'acme/shop']);
    expect(ran.stdout).toContain('-  allowedDomains');
    expect(ran.stdout).toMatch(/^kept +yardmaster\.config\.ts$/m);
    expect(await read('yardmaster.config.ts')).toBe(before);
    await world.run(['init', '--yes', '--overwrite']);
    expect(await read('yardmaster.config.ts')).not.toBe(before);
  });
});
