import { isDeepStrictEqual } from 'node:util';
import type { DiscordCommand } from './to-discord.ts';

/** One thing that is different in a command: `options.count.max_value: 5 → 3`. */
export interface CommandChange {
  readonly name: string;
  readonly changes: readonly string[];
}

export interface CommandDiff {
  readonly added: readonly string[];
  readonly changed: readonly CommandChange[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/** What Discord fills in by itself where nothing was sent; its answer says these, our commands need not. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  type: 1,
  options: [],
  choices: [],
  required: false,
  autocomplete: false,
  nsfw: false,
  default_member_permissions: null,
  name_localizations: null,
  description_localizations: null,
  channel_types: [],
  contexts: [0, 1, 2],
  integration_types: [0, 1],
};

/** What Discord does not keep of a command that belongs to one guild. */
const NOT_IN_GUILDS = new Set(['contexts', 'integration_types']);

/** Fields that are Discord's own, or say again what another field says. */
const IGNORED = new Set([
  'id',
  'application_id',
  'guild_id',
  'version',
  'default_permission',
  'dm_permission',
  'name_localized',
  'description_localized',
  'handler',
]);

/** Compares the commands we want with those that are registered, tolerant of what Discord fills in. */
export function diffCommands(
  wanted: readonly DiscordCommand[],
  registered: readonly unknown[],
): CommandDiff {
  const there = new Map(registered.map((one) => [keyOf(one), one]));
  const ours = new Set(wanted.map(keyOf));
  const added: string[] = [];
  const changed: CommandChange[] = [];
  const unchanged: string[] = [];
  for (const command of wanted) {
    const other = there.get(keyOf(command));
    if (other === undefined) {
      added.push(command.name);
      continue;
    }
    const ofGuild = isRecord(other) && 'guild_id' in other;
    const changes = differences(
      '',
      stored(other, ofGuild),
      stored(command, ofGuild),
    );
    if (changes.length === 0) unchanged.push(command.name);
    else changed.push({ name: command.name, changes });
  }
  const removed = [...there]
    .filter(([key]) => !ours.has(key))
    .map(([, one]) => nameOf(one));
  return { added, changed, removed, unchanged };
}

/** The difference in lines for people; none where there is none. */
export function describeDiff(diff: CommandDiff): readonly string[] {
  return [
    ...diff.added.map((name) => `+ /${name}`),
    ...diff.changed.flatMap(({ name, changes }) => [
      `~ /${name}`,
      ...changes.map((change) => `    ${change}`),
    ]),
    ...diff.removed.map((name) => `- /${name}`),
  ];
}

/** Names are unique per type: a user command may have the name of a slash command. */
function keyOf(command: unknown): string {
  const type = isRecord(command) ? (command['type'] ?? 1) : 1;
  return `${String(type)} ${nameOf(command)}`;
}

function nameOf(command: unknown): string {
  return isRecord(command) ? String(command['name']) : '';
}

type Normal = { readonly [name: string]: unknown };

/** A command as Discord stores it; one of a guild has no contexts. */
function stored(command: unknown, ofGuild: boolean): Normal {
  return Object.fromEntries(
    Object.entries(normal(command)).filter(
      ([name]) => !ofGuild || !NOT_IN_GUILDS.has(name),
    ),
  );
}

/** Without what is Discord's own and what is the default anyway; lists of named things by name, the order kept apart. */
function normal(value: unknown): Normal {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).flatMap(([name, item]) =>
    IGNORED.has(name) ||
    item === undefined ||
    isDeepStrictEqual(item, DEFAULTS[name])
      ? []
      : [[name, normalItem(name, item)] as const],
  );
  return Object.fromEntries(entries);
}

function normalItem(name: string, item: unknown): unknown {
  if (!Array.isArray(item)) return item;
  if (name === 'options' || name === 'choices')
    return Object.fromEntries(
      item.map((one, index) => [
        nameOf(one),
        { ...normal(one), position: index + 1 },
      ]),
    );
  return [...item].map(String).sort();
}

function differences(path: string, before: Normal, after: Normal): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const place = path === '' ? name : `${path}.${name}`;
    const [from, to] = [before[name], after[name]];
    if (isDeepStrictEqual(from, to)) return [];
    if (isRecord(from) && isRecord(to)) return differences(place, from, to);
    // A whole option or list of options that was added or removed takes one line.
    if (isRecord(from) || isRecord(to))
      return name === 'options' || name === 'choices'
        ? differences(place, asNormal(from), asNormal(to))
        : [`${place}: ${to === undefined ? 'removed' : 'added'}`];
    return [`${place}: ${show(name, from)} → ${show(name, to)}`];
  });
}

function asNormal(value: unknown): Normal {
  return isRecord(value) ? value : {};
}

function show(name: string, value: unknown): string {
  const known = value === undefined ? DEFAULTS[name] : value;
  return known === undefined ? 'none' : JSON.stringify(known);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
