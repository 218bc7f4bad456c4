import { describe, expect, it, vi } from 'vitest';
import { play, type Scene } from './testing/scene.ts';

const LONG = 60_000;

/** Deploys from a thread, and waits until the run exists. */
async function deployInThread({ discord, github }: Scene) {
  const thread = discord.addThread(discord.channelId, 'release');
  const { interaction } = await discord.sendCommand({
    name: 'deploy-client',
    options: { wait: true },
    channelId: thread.id,
  });
  await vi.waitUntil(() => github.runs().length === 1, { timeout: 30_000 });
  const message = () =>
    discord.messages(thread.id).find(({ via }) => via === 'response');
  const title = () => message()?.embeds[0]?.['title'];
  await vi.waitUntil(() => String(title()).includes('Starting') || title(), {
    timeout: 30_000,
  });
  return {
    thread,
    interactionId: interaction.id,
    runId: github.runs()[0]?.id ?? 0,
    title,
  };
}

describe.concurrent('the outcome of a run in a thread', () => {
  it(
    'that was archived is announced, which reopens the thread, and then shown',
    () =>
      play({}, async (scene) => {
        const { discord, github, notified, followsEnded } = scene;
        const { thread, runId, title } = await deployInThread(scene);
        discord.setThread(thread.id, { archived: true });
        github.finish(runId, 'success');
        await notified(1);
        await followsEnded();
        expect(title()).toBe('Client Deploy: Succeeded');
      }),
    LONG,
  );

  it(
    'that was locked reaches the requester directly',
    () =>
      play({}, async (scene) => {
        const { app, discord, github, notices } = scene;
        const { thread, runId, interactionId } = await deployInThread(scene);
        discord.expireToken(interactionId);
        discord.setThread(thread.id, { archived: true, locked: true });
        github.finish(runId, 'success');
        await vi.waitUntil(() => notices().length > 0, { timeout: 30_000 });
        await app.stop();
        expect(notices()).toHaveLength(1);
        expect(notices()[0]?.channelId).not.toBe(thread.id);
      }),
    LONG,
  );

  it(
    'is logged with the channel and the permission if nothing reaches the requester',
    () =>
      play({}, async (scene) => {
        const { discord, github, logged, notices, url } = scene;
        const { thread, runId, interactionId } = await deployInThread(scene);
        discord.expireToken(interactionId);
        discord.denyPermission(thread.id, 'SendMessagesInThreads');
        discord.closeDirectMessages('admin');
        github.finish(runId, 'success');
        const lines = () =>
          logged
            .map((line) => JSON.parse(line) as Record<string, unknown>)
            .filter(({ msg }) => String(msg).startsWith('a channel accepts'));
        await vi.waitUntil(() => lines().length > 0, { timeout: 30_000 });
        expect(lines()).toMatchObject([
          {
            channelId: thread.id,
            missingPermission: expect.stringContaining('Threads'),
          },
        ]);
        expect(notices()).toEqual([]);
        const metrics = await (await fetch(`${url}/metrics`)).text();
        expect(metrics).toMatch(
          /^yardmaster_discord_closed_channel_total [1-9]/m,
        );
      }),
    LONG,
  );
});

describe('a command from elsewhere or with missing fields', () => {
  it(
    'is a refusal, never an error',
    () =>
      play({}, async ({ discord, github }) => {
        for (const place of [
          { directMessage: true },
          { userInstall: true, guildId: '999999999999999999' },
          { guildId: '999999999999999999' },
        ]) {
          const result = await discord.sendCommand({
            name: 'deploy-client',
            ...place,
          });
          expect(result.body).toMatchObject({
            type: 4,
            data: { flags: 64, embeds: [{ title: 'Not allowed' }] },
          });
        }
        expect(github.runs()).toEqual([]);
      }),
    LONG,
  );
});
