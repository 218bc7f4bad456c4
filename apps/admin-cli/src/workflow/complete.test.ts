import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeWorkflow } from './complete.ts';
import { inputsFor, readWorkflow } from './read.ts';

const TEMPLATE = readFileSync(
  new URL('../../templates/client-deploy.yml', import.meta.url),
  'utf8',
);

function read(text: string) {
  const workflow = readWorkflow(text);
  if (!workflow.ok) throw new Error(workflow.problem);
  return workflow;
}

function completed(text: string, wanted = inputsFor('deploy')): string {
  const done = completeWorkflow(text, TEMPLATE, wanted);
  if (!done.ok) throw new Error(done.problem);
  return done.text;
}

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
  'a comment at each place': `# top\nname: Deploy # its name\n\n# triggers\non: # when\n  # first\n  push: # pushed\n    branches: [main] # only\n  # last\n\n# after\n${JOBS}`,
  'an anchor elsewhere': `name: Deploy\non: push\nenv: &env\n  A: '1'\n${JOBS.trimEnd()}\n    env: *env\n`,
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
  'no last line end': `name: Deploy\non: push\njobs: {}`,
};

describe('completing a workflow', () => {
  it.each(Object.entries(SHAPES))('works on %s', (_name, text) => {
    const done = completed(text);
    const workflow = read(done);
    expect(workflow).toMatchObject({ dispatchable: true, echoes: true });
    expect([...workflow.inputs.keys()]).toEqual(
      expect.arrayContaining([...inputsFor('deploy')]),
    );
    // What the workflow did before, it still does.
    const [before, after] = [text, done].map(
      (one) => read(one).document.toJSON() as Record<string, object>,
    );
    expect(after?.['jobs']).toEqual(before?.['jobs']);
    // Everything below `on` stays as it was, every character.
    if (text.includes(JOBS)) expect(done).toContain(JOBS);
    for (const [comment] of text.matchAll(/# .*$/gm))
      expect(done).toContain(comment);
    expect(completed(done)).toBe(done);
    // The same file with Windows line ends: the same result with Windows line ends.
    const windows = text.replaceAll('\n', '\r\n');
    expect(completed(windows)).toBe(done.replaceAll('\n', '\r\n'));
  });

  it('keeps the triggers and inputs there are', () => {
    const done = completed(SHAPES['inputs of its own'] ?? '', [
      'correlation_id',
      'requester',
      'extra',
    ]);
    expect([...read(done).inputs.keys()]).toEqual([
      'target',
      'requester',
      'correlation_id',
      'extra',
    ]);
    expect(done).toContain('# where to');
  });

  it.each(['', '- a\n', 'a: [', 'on: [push'])(
    'does not touch %j, which is not a workflow',
    (text) => {
      expect(completeWorkflow(text, TEMPLATE, [])).toMatchObject({ ok: false });
    },
  );

  it.each([
    'on: &on\n  push:\nx: *on\njobs: {}\n',
    'x: &x\n  push:\non: *x\njobs: {}\n',
    'x: &p [main]\non:\n  push:\n    branches: *p\njobs: {}\n',
    '{ on: push, jobs: {} }\n',
    'on: !custom\n  push:\njobs: {}\n',
    'on: push\n---\non: push\n',
  ])('completes %j so that it parses, or leaves it alone', (text) => {
    const done = completeWorkflow(text, TEMPLATE, inputsFor('deploy'));
    if (!done.ok) return expect(done.problem).toMatch(/\w/);
    expect(read(done.text)).toMatchObject({ dispatchable: true, echoes: true });
  });
});
