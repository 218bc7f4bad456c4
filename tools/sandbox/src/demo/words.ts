import type { MessageState, MessageView } from '../discord/index.ts';
import { isObject, listAt, stringAt } from '../discord/wire/json.ts';

const TIME = /<t:(\d+):?\w?>/g;
const LINK = /\[([^\]]+)\]\(<?[^)]*>?\)/g;

/** Discord's markdown as plain words: links by their text, times by their hour. */
function plain(text: string, name: (id: string) => string): string {
  return text
    .replaceAll(LINK, '$1')
    .replaceAll(TIME, (_match, seconds: string) =>
      new Date(Number(seconds) * 1000).toISOString().slice(11, 19),
    )
    .replaceAll(/<@!?(\d+)>/g, (_match, id: string) => `@${name(id)}`)
    .replaceAll(/\\([^\p{L}\p{N}\s])/gu, '$1')
    .replaceAll(/\*\*|__/g, '');
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*```\w*\s*$/.test(line));
}

function embedLines(embed: unknown): string[] {
  const fields = listAt(embed, 'fields').filter(isObject);
  const inline = fields
    .filter((field) => field['inline'] === true)
    .map(
      (field) =>
        `${stringAt(field, 'name') ?? ''}: ${stringAt(field, 'value') ?? ''}`,
    );
  const full = fields
    .filter((field) => field['inline'] !== true)
    .flatMap((field) => [
      `${stringAt(field, 'name') ?? ''}:`,
      ...lines(stringAt(field, 'value') ?? ''),
    ]);
  return [
    ...lines(stringAt(embed, 'title') ?? ''),
    ...lines(stringAt(embed, 'description') ?? ''),
    ...full,
    ...(inline.length === 0 ? [] : [inline.join('  ·  ')]),
  ];
}

function buttonLabels(components: readonly unknown[]): string[] {
  return components.flatMap((component) => {
    const label = stringAt(component, 'label');
    const disabled = isObject(component) && component['disabled'] === true;
    return [
      ...(label === undefined ? [] : [disabled ? `(${label})` : `[${label}]`]),
      ...buttonLabels(listAt(component, 'components')),
    ];
  });
}

/** What one state of a message says, line by line. */
export function stateLines(
  state: MessageState,
  name: (id: string) => string,
): string[] {
  const said = [...lines(state.content), ...state.embeds.flatMap(embedLines)];
  const buttons = buttonLabels(state.components);
  return [
    ...said.map((line) => plain(line, name)),
    ...state.attachments.map(
      ({ filename, size }) => `(picture ${filename}, ${size} bytes)`,
    ),
    ...(buttons.length === 0 ? [] : [buttons.join(' ')]),
  ];
}

/** Everything a message says now, as one text to look for words in. */
export function textOf(message: MessageView): string {
  return stateLines(message, (id) => id).join('\n');
}
