import type { DiscordConfig } from '../discord/api.ts';
import {
  skipped,
  type Check,
  type Finding,
  type Surroundings,
} from './check.ts';

type Findings = Finding | readonly Finding[];

/** A check that needs the Discord part of the configuration. */
export function discordCheck(
  id: string,
  title: string,
  run: (discord: DiscordConfig, around: Surroundings) => Promise<Findings>,
): Check {
  return {
    id,
    title,
    run: async (around) =>
      around.config.discord === undefined || !around.has('discord')
        ? skipped('Discord is not configured; the terminal does not need it.')
        : run(around.config.discord, around),
  };
}
