import type {
  DiscordEvent,
  Interaction,
  LocalDiscord,
  MessageView,
} from '../discord/index.ts';
import { flatten } from '../discord/rules/component-rules.ts';
import { stringAt } from '../discord/wire/json.ts';
import { stateLines } from './words.ts';

const WIDTH = 108;

function cut(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

function optionsOf(body: string): string {
  const data = (
    JSON.parse(body) as {
      data?: { options?: { name: string; value: unknown }[] };
    }
  ).data;
  return (data?.options ?? [])
    .map(({ name, value }) => ` ${name}:${String(value)}`)
    .join('');
}

/** What stands on the button that was pressed. */
function labelOf(
  discord: LocalDiscord,
  { name, sourceMessageId }: Interaction,
): string {
  const message = discord.message(sourceMessageId ?? '');
  const pressed = flatten(message?.components ?? [], '').find(
    ({ component }) => component['custom_id'] === name,
  );
  return stringAt(pressed?.component, 'label') ?? name;
}

const WORDS: Readonly<Record<MessageView['via'], string>> = {
  response: 'reply',
  'follow-up': 'new message',
  channel: 'new message (bot)',
};

/** Prints what the local Discord sends and receives, as it happens. */
export function printTranscript(
  discord: LocalDiscord,
  print: (line: string) => void,
): () => void {
  const everybody = Object.values(discord.members);
  const name = (id: string): string =>
    everybody.find((member) => member.id === id)?.displayName ?? id;
  let started = Date.now();

  const stamp = (at: string): string =>
    `${((Date.parse(at) - started) / 1000).toFixed(1).padStart(6)} s`;

  function say(
    event: DiscordEvent,
    mark: string,
    said: readonly string[],
  ): void {
    const [first = '', ...rest] = said;
    print(cut(`${stamp(event.at)}  ${mark} ${first}`));
    for (const line of rest) print(cut(`            │ ${line}`));
  }

  function onMessage(event: DiscordEvent & { message: MessageView }): void {
    const { message, type } = event;
    if (message.loading) {
      say(event, '│', ['Yardmaster is thinking…']);
      return;
    }
    const said = stateLines(message, name);
    const [before, now] = message.history.slice(-2);
    const sayBefore = before === undefined ? [] : stateLines(before, name);
    const seen = message.ephemeral
      ? `, only for ${name(message.visibleTo ?? '')}`
      : '';
    const pings = message.pings.users.map(name).join(', ');
    if (
      type === 'message.edited' &&
      now !== undefined &&
      sayBefore.length > 0
    ) {
      // An edit shows what is new; the rest stands above.
      const fresh = said.filter((line) => !sayBefore.includes(line));
      if (fresh.length > 0) say(event, '✎', fresh);
    } else {
      const note = `${WORDS[message.via]}${seen}${pings === '' ? '' : `, notifies ${pings}`}`;
      say(event, '│', [`(${note})`, ...said]);
    }
  }

  return discord.subscribe((event) => {
    if (event.type === 'interaction.sent') {
      const interaction = discord
        .interactions()
        .find(({ id }) => id === event.interactionId);
      if (interaction === undefined || interaction.kind === 'ping') return;
      started = Date.parse(event.at);
      const what =
        interaction.kind === 'command'
          ? `/${event.name}${optionsOf(interaction.body)}`
          : `presses [${labelOf(discord, interaction)}]`;
      print(`${stamp(event.at)}  ${interaction.member.displayName}: ${what}`);
    } else if (event.type === 'interaction.answered') {
      print(
        `${stamp(event.at)}    ${event.outcome} after ${Math.round(event.elapsedMs)} of 3000 ms`,
      );
    } else if (
      event.type === 'message.created' ||
      event.type === 'message.edited'
    ) {
      onMessage(event);
    }
  });
}
