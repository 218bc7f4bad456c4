import { expect, it } from 'vitest';
import type { Setup } from '../core/setup.ts';
import { createTestAgent } from '../testing/commands.ts';
import { openTestCore } from '../testing/core.ts';
import { plain, plainLines } from '../testing/plain.ts';

async function agents(config: Partial<Setup> = {}) {
  const opened = await openTestCore({ config });
  try {
    return (await opened.call('agents')).report;
  } finally {
    await opened.close();
  }
}

it('lists the four agents: name, command, id, description, who may run it', async () => {
  const report = await agents();
  expect(plain(report.summary)).toBe('4 agents in total.');
  expect(plainLines(report)).toEqual([
    '# Deploy the client',
    '- /deploy-client deploy_client – Deploy the client',
    '- Can be run by members with Manage Server',
    '# Diagnose',
    '- /diagnose diagnose_runner – Run the diagnosis of the frontend and the API',
    '- Can be run by members with Manage Server',
    '# Report the status',
    '- /status status_reporter – Show the last runs of each workflow: outcome, when, how long, link',
    '- Can be run by everyone in the server',
    '# Verify the deploy',
    '- /verify-latest deploy_verifier – Check the latest deploy: its steps, the frontend, the API; suggest fixes',
    '- Can be run by everyone in the server; starting something, by members with Manage Server',
    '# Other commands',
    '- /agents – List the agents and commands, what each does, and who can run it',
    '- /status-digest – Sum up the runs of the last day or week, in words and as a picture',
  ]);
  expect(report.data).toMatchObject({
    total: 4,
    agents: [
      { id: 'deploy_client', command: 'deploy-client', effect: 'write' },
      { id: 'diagnose_runner' },
      { id: 'status_reporter', who: 'everyone in the server' },
      { id: 'deploy_verifier' },
    ],
    commands: [{ command: 'agents' }, { command: 'status-digest' }],
  });
});

it('lists an agent of the team’s own, and who is listed', async () => {
  const report = await agents({
    agents: [createTestAgent({ effect: 'write' })],
    access: {
      adminUserIds: ['80351110224678912'],
      adminRoleIds: [],
      rules: [],
    },
  });
  expect(plain(report.summary)).toBe('5 agents in total.');
  expect(plainLines(report).slice(12, 15)).toEqual([
    '# Wave',
    '- /wave waver – Wave at someone',
    '- Can be run by listed admins (users and roles)',
  ]);
});
