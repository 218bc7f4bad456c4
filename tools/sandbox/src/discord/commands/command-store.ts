import {
  apiError,
  invalidForm,
  type ApiError,
  type Problem,
} from '../wire/api-error.ts';
import type { Clock } from '../wire/clock.ts';
import { COMMAND_TYPE, commandProblems } from '../rules/command-rules.ts';
import { isObject, numberAt, stringAt, type JsonObject } from '../wire/json.ts';

export interface RegisteredCommand extends JsonObject {
  readonly id: string;
  readonly application_id: string;
  readonly guild_id?: string;
  readonly type: number;
  readonly name: string;
  readonly version: string;
}

export type CommandResult =
  | { readonly ok: true; readonly status: 200 | 201; readonly body: unknown }
  | { readonly ok: false; readonly error: ApiError };

export interface CommandStore {
  readonly list: (guildId?: string) => RegisteredCommand[];
  readonly get: (id: string, guildId?: string) => RegisteredCommand | undefined;
  /** Creates, or replaces the one of the same type and name. */
  readonly upsert: (command: JsonObject, guildId?: string) => CommandResult;
  readonly patch: (
    id: string,
    change: JsonObject,
    guildId?: string,
  ) => CommandResult;
  readonly delete: (id: string, guildId?: string) => boolean;
  /** Replaces all commands of the scope, whatever their type. */
  readonly overwrite: (
    commands: readonly unknown[],
    guildId?: string,
  ) => CommandResult;
}

const DAILY_CREATES = 200;
const DAY_MS = 24 * 60 * 60_000;
const MAXIMUM: Readonly<Record<number, number>> = {
  1: 100,
  2: 15,
  3: 15,
  4: 1,
};

function typeOf(command: JsonObject): number {
  return numberAt(command, 'type') ?? COMMAND_TYPE.chatInput;
}

const EMPTY_OPTION_KEYS = ['required', 'autocomplete', 'choices', 'options'];

/** An option as the server gives it back: what is false or empty is left out. */
function storedOption(option: unknown): unknown {
  if (!isObject(option)) return option;
  const kept = Object.entries(option).filter(
    ([key, value]) =>
      !EMPTY_OPTION_KEYS.includes(key) ||
      (value !== false && !(Array.isArray(value) && value.length === 0)),
  );
  const { options, ...rest } = Object.fromEntries(kept);
  return Array.isArray(options)
    ? { ...rest, options: options.map(storedOption) }
    : rest;
}

/**
 * What the server makes of a command: its own defaults are filled in, and a guild's commands have no contexts. Who
 * compares for equality registers again for ever.
 */
function stored(command: JsonObject, global: boolean): JsonObject {
  const permissions = command['default_member_permissions'];
  const { contexts, integration_types: types, options, ...rest } = command;
  return {
    name_localizations: null,
    description_localizations: null,
    nsfw: false,
    default_permission: true,
    ...(global
      ? {
          dm_permission: true,
          contexts: contexts ?? [0, 1, 2],
          integration_types: types ?? [0, 1],
        }
      : {}),
    ...rest,
    ...(Array.isArray(options) && options.length > 0
      ? { options: options.map(storedOption) }
      : {}),
    description: stringAt(command, 'description') ?? '',
    type: typeOf(command),
    default_member_permissions:
      permissions === undefined || permissions === null
        ? null
        : String(permissions),
  };
}

export function createCommandStore(
  applicationId: string,
  nextId: () => string,
  clock: Clock,
  onChange: (count: number) => void,
): CommandStore {
  const scopes = new Map<string, Map<string, RegisteredCommand>>();
  const creates = new Map<string, number[]>();
  function scope(guildId: string | undefined): Map<string, RegisteredCommand> {
    const key = guildId ?? '';
    const known = scopes.get(key) ?? new Map<string, RegisteredCommand>();
    scopes.set(key, known);
    return known;
  }
  const twin = (
    command: JsonObject,
    guildId: string | undefined,
  ): RegisteredCommand | undefined =>
    [...scope(guildId).values()].find(
      ({ name, type }) => name === command['name'] && type === typeOf(command),
    );
  function changed(): void {
    const count = [...scopes.values()].reduce(
      (sum, commands) => sum + commands.size,
      0,
    );
    onChange(count);
  }
  function mayCreate(guildId: string | undefined, count: number): boolean {
    const key = guildId ?? '';
    const recent = (creates.get(key) ?? []).filter(
      (at) => clock() - at < DAY_MS,
    );
    if (recent.length + count > DAILY_CREATES) return false;
    creates.set(key, [
      ...recent,
      ...Array.from({ length: count }, () => clock()),
    ]);
    return true;
  }
  function store(
    command: JsonObject,
    guildId: string | undefined,
  ): RegisteredCommand {
    const before = twin(command, guildId);
    const next = {
      ...stored(command, guildId === undefined),
      id: before?.id ?? nextId(),
      application_id: applicationId,
      version: nextId(),
      ...(guildId === undefined ? {} : { guild_id: guildId }),
    } as RegisteredCommand;
    scope(guildId).set(next.id, next);
    return next;
  }
  const refuse = (error: ApiError): CommandResult => ({ ok: false, error });
  const crowded = (commands: readonly JsonObject[]): boolean =>
    Object.entries(MAXIMUM).some(
      ([type, most]) =>
        commands.filter((command) => typeOf(command) === Number(type)).length >
        most,
    );

  return {
    list: (guildId) => [...scope(guildId).values()],
    get: (id, guildId) => scope(guildId).get(id),
    upsert: (command, guildId) => {
      const problems = commandProblems(command);
      if (problems.length > 0) return refuse(invalidForm(problems));
      const isNew = twin(command, guildId) === undefined;
      if (isNew && crowded([...scope(guildId).values(), command]))
        return refuse(apiError('tooManyCommands'));
      if (isNew && !mayCreate(guildId, 1))
        return refuse(apiError('dailyCommandCreates'));
      const body = store(command, guildId);
      changed();
      return { ok: true, status: isNew ? 201 : 200, body };
    },
    patch: (id, change, guildId) => {
      const before = scope(guildId).get(id);
      if (before === undefined) return refuse(apiError('unknownCommand'));
      const known = Object.entries(before).filter(
        ([key, value]) => value !== null && key !== 'guild_id',
      );
      const merged = { ...Object.fromEntries(known), ...change };
      const problems = commandProblems(merged);
      if (problems.length > 0) return refuse(invalidForm(problems));
      const body = {
        ...before,
        ...change,
        version: nextId(),
      } as RegisteredCommand;
      scope(guildId).set(id, body);
      changed();
      return { ok: true, status: 200, body };
    },
    delete: (id, guildId) => {
      const gone = scope(guildId).delete(id);
      if (gone) changed();
      return gone;
    },
    overwrite: (commands, guildId) => {
      const objects = commands.filter(isObject);
      const problems: Problem[] = objects.flatMap((command, index) =>
        commandProblems(command).map((problem) => ({
          ...problem,
          path:
            problem.path === '' ? String(index) : `${index}.${problem.path}`,
        })),
      );
      if (problems.length > 0) return refuse(invalidForm(problems));
      if (crowded(objects)) return refuse(apiError('tooManyCommands'));
      const fresh = objects.filter(
        (command) => twin(command, guildId) === undefined,
      ).length;
      if (!mayCreate(guildId, fresh))
        return refuse(apiError('dailyCommandCreates'));
      const kept = objects.map((command) => store(command, guildId));
      const ids = new Set(kept.map(({ id }) => id));
      for (const id of scope(guildId).keys()) {
        if (!ids.has(id)) scope(guildId).delete(id);
      }
      changed();
      return { ok: true, status: 200, body: kept };
    },
  };
}
