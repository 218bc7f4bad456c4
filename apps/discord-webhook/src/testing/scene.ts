import type { MessageView } from '@yardmaster/sandbox/discord';
import { expect, vi } from 'vitest';
import { startWorld, type World, type WorldOptions } from './world.ts';

/** What people see and do around one deploy. */
export interface Scene extends World {
  /** Asks for a deploy that is waited for; resolves when its run is there. */
  deploy(): Promise<{ token: string; interactionId: string; runId: number }>;
  /** The message that answers the first command. */
  original(): MessageView | undefined;
  /** Resolves when that kind of message says these words. */
  shows(words: string): Promise<MessageView>;
  /** Messages that notified somebody. */
  notices(): readonly MessageView[];
  /** Resolves when so many people were notified. */
  notified(times: number): Promise<void>;
  hasButton(label: string): Promise<void>;
  /** Presses the newest button of this label. */
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

/** Plays a scene, and judges everything that was sent to Discord in it. */
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
  // A getter of the world would be read once and for all by a spread.
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
        (message) => JSON.stringify(message.embeds).includes(words),
        {
          timeoutMs: LONG.timeout,
        },
      ),
    async notified(times: number) {
      await vi.waitUntil(() => notices().length >= times, LONG);
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
