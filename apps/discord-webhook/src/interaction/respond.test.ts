import {
  createReport,
  defineAgent,
  type Agent,
  type Reply,
} from '@yardmaster/agent-registry';
import { z } from 'zod';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorld, type World, type WorldOptions } from '../testing/world.ts';

let world: World;
const start = async (options: WorldOptions = {}) => {
  world = await startWorld(options);
  return world;
};
afterEach(async () => {
  await world.close();
  expect(world.discord.violations()).toEqual([]);
});

const reply = (title: string): Reply => ({
  outcome: 'answered',
  report: createReport({ title, tone: 'info' }),
});

/** An agent that answers when the test says so. */
function createTestAgent(parts: Partial<Agent> = {}) {
  const gate = Promise.withResolvers<Reply>();
  const agent = defineAgent({
    id: 'test_agent',
    name: 'Test',
    command: 'test',
    description: 'Answers when the test says so',
    effect: 'read',
    visibility: 'public',
    input: z.object({}),
    examples: [],
    run: () => gate.promise,
    ...parts,
  });
  return { agent: agent as Agent, answer: gate.resolve, fail: gate.reject };
}

const embedTitles = () =>
  world.discord.messages().map((message) => message.embeds[0]?.['title']);

describe('the response', { timeout: 30_000 }, () => {
  it('is the result, if it is ready in time', async () => {
    const { discord } = await start();
    const result = await discord.sendCommand({ name: 'agents' });
    expect(result).toMatchObject({
      outcome: 'answered',
      body: { type: 4, data: { flags: 64 } },
    });
    expect(result.elapsedMs).toBeLessThan(1000);
  });

  it('is a deferral if the result takes longer, and an edit fills it', async () => {
    const slow = createTestAgent();
    const { discord } = await start({ agents: [slow.agent], deferAfterMs: 30 });
    const result = await discord.sendCommand({ name: 'test' });
    expect(result.body).toEqual({ type: 5 });
    expect(discord.messages()).toMatchObject([{ loading: true }]);
    slow.answer(reply('Done at last'));
    const shown = await discord.waitForMessage((message) => !message.loading);
    expect(shown.embeds).toMatchObject([{ title: 'Done at last' }]);
  });

  it('is ephemeral if the agent says so', async () => {
    const slow = createTestAgent({ visibility: 'ephemeral' });
    const { discord } = await start({ agents: [slow.agent], deferAfterMs: 30 });
    const result = await discord.sendCommand({ name: 'test' });
    expect(result.body).toEqual({ type: 5, data: { flags: 64 } });
    slow.answer(reply('Secretly'));
    await discord.waitForMessage(
      (message) => !message.loading && message.ephemeral,
    );
  });

  it('reports an error, before and after the deferral', async () => {
    const quick = createTestAgent({
      run: () => Promise.reject(new Error('quick secret detail')),
    });
    const { discord } = await start({ agents: [quick.agent] });
    const result = await discord.sendCommand({ name: 'test' });
    expect(result).toMatchObject({ outcome: 'answered', body: { type: 4 } });
    expect(embedTitles()).toEqual(['Something went wrong']);
    expect(JSON.stringify(discord.messages())).not.toContain('secret detail');
    await world.close();

    const slow = createTestAgent();
    const second = await start({ agents: [slow.agent], deferAfterMs: 30 });
    await second.discord.sendCommand({ name: 'test' });
    slow.fail(new Error('slow secret detail'));
    await second.discord.waitForMessage((message) => !message.loading);
    expect(embedTitles()).toEqual(['Something went wrong']);
    expect(JSON.stringify(second.discord.messages())).not.toContain(
      'secret detail',
    );
  });

  it('is an ephemeral refusal: unknown command, wrong input, no operator', async () => {
    const { discord } = await start();
    for (const call of [
      { name: 'no-such-command' },
      { name: 'status', options: { count: 4 } },
      { name: 'deploy-client', options: { api_base: 'http://127.0.0.1/' } },
      { name: 'deploy-client', member: 'member' as const },
    ]) {
      const result = await discord.sendCommand(call);
      expect(result).toMatchObject({
        outcome: 'answered',
        body: { type: 4, data: { flags: 64 } },
      });
    }
    expect(embedTitles()).toEqual([
      'Unknown command',
      'Invalid input',
      'URL not allowed',
      'Not allowed',
    ]);
    expect(world.github.runs()).toEqual([]);
  });

  it('is a refusal in a direct message and in another server', async () => {
    const { discord } = await start({
      env: { DISCORD_GUILD_ID: '999999999999999999' },
    });
    await discord.sendCommand({ name: 'status' });
    await discord.sendCommand({ name: 'status', directMessage: true });
    expect(embedTitles()).toEqual(['Not allowed', 'Not allowed']);
  });

  it('starts one run for an interaction that is delivered several times', async () => {
    const { discord, github } = await start();
    discord.faults.add({ kind: 'duplicate-delivery' });
    const result = await discord.sendCommand({ name: 'deploy-client' });
    expect(result).toMatchObject({ outcome: 'answered' });
    await discord.waitForMessage((message) => message.embeds.length > 0);
    const again = () =>
      discord.sendCommand({
        name: 'deploy-client',
        duplicateOf: result.interaction.id,
      });
    expect((await again()).body).toEqual(result.body);
    await world.restart();
    expect((await again()).body).toMatchObject({
      data: { embeds: [{ title: 'Already received' }] },
    });
    expect(github.runs()).toHaveLength(1);
  });
});

describe('a late result', { timeout: 30_000 }, () => {
  it('is shown although the webhook is unknown at first', async () => {
    const slow = createTestAgent();
    const { discord } = await start({ agents: [slow.agent], deferAfterMs: 30 });
    discord.faults.add({ kind: 'unknown-webhook', tries: 2 });
    await discord.sendCommand({ name: 'test' });
    slow.answer(reply('Shown'));
    await discord.waitForMessage(
      (message) => message.embeds[0]?.['title'] === 'Shown',
    );
    const statuses = () =>
      discord.requests
        .filter((one) => one.operation === 'original.edit')
        .map((one) => one.status);
    await expect.poll(statuses).toEqual([404, 404, 200]);
  });

  it('leaves one line in the log', async () => {
    const { discord } = await start();
    await discord.sendCommand({ name: 'agents' });
    await expect
      .poll(() => world.logged.map((line) => JSON.parse(line)))
      .toContainEqual(
        expect.objectContaining({
          msg: 'invocation',
          command: 'agents',
          decision: 'accepted',
          outcome: 'answered',
          correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        }),
      );
  });
});

describe('suggestions', { timeout: 30_000 }, () => {
  const suggesting = (choices: number) =>
    createTestAgent({
      input: z.object({ which: z.string().optional().describe('Which one') }),
      suggest: {
        which: async (typed) =>
          Array.from({ length: choices }, (_, at) => ({
            name: `${typed} ${'n'.repeat(120)}`,
            value: at === 0 ? 'v'.repeat(101) : `v${at}`,
          })),
      },
    });

  it('are at most 25, within Discord’s limits', async () => {
    const { discord } = await start({ agents: [suggesting(40).agent] });
    const result = await discord.sendAutocomplete({
      name: 'test',
      options: { which: 'abc' },
      focused: 'which',
    });
    const { choices } = (
      result.body as { data: { choices: { name: string; value: string }[] } }
    ).data;
    expect(result).toMatchObject({ outcome: 'answered', body: { type: 8 } });
    expect(choices).toHaveLength(25);
    expect(choices[0]).toEqual({
      name: expect.stringMatching(/^abc n+…$/),
      value: 'v1',
    });
  });

  it('are an empty list if there are none, if they fail, and without access', async () => {
    const failing = createTestAgent({
      id: 'other',
      command: 'other',
      effect: 'write',
      input: z.object({ which: z.string().optional().describe('Which one') }),
      suggest: { which: () => Promise.reject(new Error('no')) },
    });
    const { discord } = await start({
      agents: [suggesting(3).agent, failing.agent],
    });
    for (const call of [
      { name: 'other', focused: 'which' },
      { name: 'other', focused: 'which', member: 'member' as const },
      { name: 'test', focused: 'unknown' },
      { name: 'nothing', focused: 'which' },
    ]) {
      const result = await discord.sendAutocomplete({
        options: { [call.focused]: '' },
        ...call,
      });
      expect(result.body).toEqual({ type: 8, data: { choices: [] } });
    }
  });
});
