import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './testing/world.ts';

describe('the app between Discord and GitHub', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('passes the check of the developer portal', async () => {
    expect(await world.discord.checkEndpoint()).toMatchObject({ ok: true });
  });

  it('answers /agents at once', async () => {
    const result = await world.discord.sendCommand({ name: 'agents' });
    expect(result).toMatchObject({ outcome: 'answered', body: { type: 4 } });
  });

  it('defers /deploy-client wait:true at once', async () => {
    const result = await world.discord.sendCommand({
      name: 'deploy-client',
      options: { wait: true },
    });
    expect(result).toMatchObject({
      outcome: 'answered',
      body: { type: 5 },
      acknowledgement: { kind: 'deferred' },
    });
  });
});
