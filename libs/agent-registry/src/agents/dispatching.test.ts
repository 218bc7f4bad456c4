import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';

let opened: TestCore;
beforeAll(async () => {
  opened = await openTestCore({
    config: { allowedDomains: ['*.example.com'] },
  });
});
afterAll(() => opened.close());

const latest = () => {
  const [run] = opened.github.runs();
  if (run === undefined) throw new Error('no run');
  return run;
};

describe('/deploy-client', () => {
  it('starts the deploy with the id, the requester and the API it was given', async () => {
    const { report, outcome, follow } = await opened.call('deploy-client', {
      api_base: 'https://API.example.com/v1',
    });
    expect(outcome).toBe('started');
    const run = latest();
    expect(run).toMatchObject({
      workflow: 'client-deploy.yml',
      event: 'workflow_dispatch',
      inputs: {
        correlation_id: follow?.id,
        requester: 'ann (claimed at a terminal)',
        VITE_API_BASE: 'https://api.example.com/v1',
      },
    });
    expect(report).toMatchObject({
      title: 'Client Deploy: Started',
      links: [{ url: run.htmlUrl }],
    });
  });

  it('leaves the API to the workflow where none was given', async () => {
    await opened.call('deploy-client');
    expect(latest().inputs['VITE_API_BASE'] ?? '').toBe('');
  });

  it.each([
    ['https://169.254.169.254/', 'The address is not on the public Internet.'],
    ['https://localhost/', 'reserved for local or private use'],
    ['http://api.example.com/', 'Only https URLs are allowed.'],
    ['https://example.com/', 'The host is not on the list of allowed domains.'],
    ['https://api.example.com.evil.org', 'not on the list of allowed domains'],
    ['nonsense', 'This is not a valid absolute URL.'],
  ])('refuses %s and starts nothing', async (api_base, why) => {
    const before = opened.github.runs().length;
    expect(await opened.refusal('deploy-client', { api_base })).toEqual({
      reason: 'url_refused',
      said: expect.stringContaining(why),
    });
    expect(opened.github.runs()).toHaveLength(before);
  });
});

it.each([
  ['https://api.example.com', 'https://api.example.com'],
  ['https://api.example.com/', 'https://api.example.com/'],
  ['https://API.example.com:443', 'https://api.example.com'],
  ['https://api.example.com/v1/', 'https://api.example.com/v1/'],
  ['https://api.example.com?x', 'https://api.example.com/?x'],
])('%s is handed on as %s', async (api_base, given) => {
  await opened.call('deploy-client', { api_base });
  expect(latest().inputs['VITE_API_BASE']).toBe(given);
});

describe('/diagnose', () => {
  it('starts the diagnosis of the addresses it was given', async () => {
    const { outcome } = await opened.call('diagnose', {
      frontend_url: 'https://www.example.com',
      api_base: 'https://api.example.com',
    });
    expect(outcome).toBe('started');
    expect(latest()).toMatchObject({
      workflow: 'diagnose.yml',
      inputs: {
        requester: 'ann (claimed at a terminal)',
        frontend_url: 'https://www.example.com',
        api_base: 'https://api.example.com',
      },
    });
  });

  it('judges both addresses', async () => {
    expect(
      await opened.refusal('diagnose', {
        frontend_url: 'https://10.0.0.1',
        api_base: 'https://[::1]/',
      }),
    ).toEqual({
      reason: 'url_refused',
      said: expect.stringMatching(/frontend_url: .* api_base: /),
    });
  });
});

it('waits where it is asked to', () => {
  const { registry } = opened;
  for (const name of ['deploy-client', 'diagnose']) {
    const command = registry.byCommand(name);
    expect(command?.defers?.({ wait: true })).toBe(true);
    expect(command?.defers?.({ wait: false })).toBe(false);
  }
});
