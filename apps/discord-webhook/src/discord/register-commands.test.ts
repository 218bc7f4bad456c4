import { afterEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
afterEach(async () => {
  await world.close();
  expect(world.discord.violations()).toEqual([]);
});

const writes = () =>
  world.discord.requests.filter((one) => one.operation === 'command.overwrite')
    .length;

describe('registration at start', () => {
  it('sends the commands once, and nothing where they are known already', async () => {
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

  it('does not keep the app from starting when it fails', async () => {
    world = await startWorld({
      register: true,
      env: { DISCORD_BOT_TOKEN: 'not-the-token' },
    });
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    expect(world.logged.join('')).toContain('commands were not registered');
  });
});
