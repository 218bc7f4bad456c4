import type { MessageView } from '@yardmaster/sandbox/discord';
import { expect, vi } from 'vitest';
import { startWorld, type World, type WorldOptions } from './world.ts';

/** What users see and do around one deploy. */
export interface Scene extends World {
  /** Sends `/deploy-client wait:true`; resolves when its run exists. */
  deploy(): Promise<{ token: string; interactionId: string; runId: number }>;
  /** The message that answers the first command. */
  original(): MessageView | undefined;
  /** Resolves when an embed contains these words. */
  shows(words: string): Promise<MessageView>;
  /** Messages that notified a user. */
  notices(): readonly MessageView[];
  /** Resolves when no run is followed any more, so that nothing further will be sent. */
  followsEnded(): Promise<void>;
  /** Resolves when every follow has ended. Fails unless exactly so many notifications were sent by then. */
  notified(times: number): Promise<void>;
  hasButton(label: string): Promise<void>;
  /** Clicks the newest button with this label. */
  press(
    label: string,
    member?: 'admin' | 'member',
  ): ReturnType<World['discord']['clickButton']>;
}

interface Button {
  readonly label: string;
  readonly custom_id?: string;
}

const LONG = { timeout: 30_000, interval: 20 };

/** Plays a scene, and checks everything that was sent to Discord in it. */
export async function play(
  options: WorldOptions,
  scene: (scene: Scene) => Promise<void>,
): Promise<void> {
  const world = await startWorld({
    ...options,
    env: { POLL_INTERVAL_SECONDS: '1', ...options.env },
  });
  try {
    await scene(createScene(world));
    expect(world.discord.violations()).toEqual([]);
  } finally {
    await world.close();
  }
}

export function buttonsOf(message: MessageView | undefined): readonly Button[] {
  return (message?.components ?? []).flatMap(
    (row) => row['components'] as Button[],
  );
}

/** The title, the description and the fields of an embed. */
function textsOf(embed: MessageView['embeds'][number]): string {
  const fields = (embed['fields'] ?? []) as { name: string; value: string }[];
  return [
    embed['title'],
    embed['description'],
    ...fields.flatMap(({ name, value }) => [name, value]),
  ].join('\n');
}

function createScene(world: World): Scene {
  const { discord, github } = world;
  const withButton = (label: string) =>
    discord
      .messages()
      .findLast((message) =>
        buttonsOf(message).some((button) => button.label === label),
      );
  const notices = () =>
    discord.messages().filter(({ pings }) => pings.users.length > 0);
  const followsEnded = async () => {
    await vi.waitUntil(async () => {
      const metrics = await (await fetch(`${world.url}/metrics`)).text();
      return /^yardmaster_follows_open 0$/m.test(metrics);
    }, LONG);
  };
  // A spread would read the world's getters once.
  return Object.assign(Object.create(world) as World, {
    notices,
    async deploy() {
      const { interaction } = await discord.sendCommand({
        name: 'deploy-client',
        options: { wait: true },
      });
      await vi.waitUntil(() => github.runs().length === 1, LONG);
      const runId = github.runs()[0]?.id ?? 0;
      return { token: interaction.token, interactionId: interaction.id, runId };
    },
    original: () => discord.messages().find(({ via }) => via === 'response'),
    shows: (words: string) =>
      discord.waitForMessage(
        ({ embeds }) => embeds.some((embed) => textsOf(embed).includes(words)),
        {
          timeoutMs: LONG.timeout,
        },
      ),
    followsEnded,
    async notified(times: number) {
      await vi.waitUntil(() => notices().length >= times, LONG);
      await followsEnded();
      expect(notices()).toHaveLength(times);
    },
    async hasButton(label: string) {
      await vi.waitUntil(() => withButton(label) !== undefined, LONG);
    },
    press(label: string, member: 'admin' | 'member' = 'admin') {
      const message = withButton(label);
      const button = buttonsOf(message).find((one) => one.label === label);
      return discord.clickButton(message?.id ?? '', button?.custom_id ?? '', {
        member,
      });
    },
  });
}
