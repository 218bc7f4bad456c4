import { createRegistry } from '@yardmaster/agent-registry';
import { afterEach, describe, expect, it } from 'vitest';
import type { DiscordFault } from './result.ts';
import { keepRegistering } from './register-commands.ts';
import { createBackground } from '../lifecycle/background.ts';
import { createLog } from '../observability/log.ts';
import { createRedact } from '../observability/redact.ts';
import { createTestClock } from '../testing/clock.ts';
import { startWorld, type World } from '../testing/world.ts';

const notInvited: DiscordFault = {
  kind: 'rejected',
  status: 403,
  code: 50001,
  reason: '403 Missing Access',
};

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  expect(world?.discord.violations() ?? []).toEqual([]);
  world = undefined;
});

const writes = () =>
  world?.discord.requests.filter((one) => one.operation === 'command.overwrite')
    ?.length;

describe('registration at start', { timeout: 30_000 }, () => {
  it('sends the commands once, and nothing if Discord has them already', async () => {
    world = await startWorld({ register: true });
    const { discord } = world;
    expect(
      discord.commands(discord.guildId).map((command) => command.name),
    ).toEqual([
      'deploy-client',
      'diagnose',
      'status',
      'verify-latest',
      'agents',
      'status-digest',
    ]);
    expect(writes()).toBe(1);
    await world.restart();
    expect(writes()).toBe(1);
    expect(world.logged.join('')).toContain('commands unchanged');
  });

  it('fails without stopping the app, is logged once, and is retried every minute', async () => {
    const clock = createTestClock();
    const log: object[] = [];
    const faults: (DiscordFault | undefined)[] = [
      notInvited,
      notInvited,
      undefined,
    ];
    const sent: (readonly object[])[] = [];
    const background = createBackground((error) => {
      throw error;
    });
    await keepRegistering({
      discord: {
        getCommands: async () => {
          const fault = faults.shift();
          return fault === undefined
            ? { ok: true, value: [{ type: 1, name: 'old' }] }
            : { ok: false, fault };
        },
        putCommands: async (_scope, commands) => {
          sent.push(commands);
          return { ok: true, value: commands };
        },
      },
      scope: { applicationId: '1', guildId: '2' },
      registry: createRegistry([]),
      access: { adminUserIds: [], adminRoleIds: [] },
      background,
      clock,
      log: createLog('info', createRedact([]), {
        write: (line) => void log.push(JSON.parse(line) as object),
      }),
      signal: new AbortController().signal,
    });
    const errors = () => log.filter((line) => 'fault' in line);
    expect(errors()).toMatchObject([
      { msg: expect.stringContaining('not in the server') },
    ]);
    for (const minute of [1, 2, 3]) {
      clock.advance(60_000);
      await background.settled();
      expect(errors()).toHaveLength(1);
      expect(sent).toHaveLength(minute < 2 ? 0 : 1);
    }
    expect(log.at(-1)).toMatchObject({ msg: 'commands registered' });
  });

  it('does not keep the app from starting', async () => {
    world = await startWorld({
      register: true,
      env: { DISCORD_BOT_TOKEN: 'not-the-token' },
    });
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    expect(world.logged.join('')).toContain('check DISCORD_BOT_TOKEN');
  });
});
