import { isObject, listAt } from '../wire/json.ts';

/** Whom a message mentions, after `allowed_mentions` was applied. */
export interface Mentions {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly everyone: boolean;
}

function unique(ids: Iterable<string>): string[] {
  return [...new Set(ids)];
}

function found(content: string, pattern: RegExp): string[] {
  return unique([...content.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/**
 * Reads the mentions of a text as Discord would allow them. Without `allowed_mentions`, interactions and webhooks
 * mention users only, a bot's channel messages mention everybody they name. Mentions inside embeds never count.
 * https://docs.discord.com/developers/resources/message#allowed-mentions-object
 */
export function resolveMentions(
  content: string,
  allowed: unknown,
  fallback: 'users' | 'all',
): Mentions {
  const users = found(content, /<@!?(\d{5,20})>/g);
  const roles = found(content, /<@&(\d{5,20})>/g);
  const everyone = /@(?:everyone|here)/.test(content);
  if (!isObject(allowed)) {
    return fallback === 'all'
      ? { users, roles, everyone }
      : { users, roles: [], everyone: false };
  }
  const parse = listAt(allowed, 'parse');
  const may = (kind: string, id: string): boolean =>
    parse.includes(kind) || listAt(allowed, kind).includes(id);
  return {
    users: users.filter((id) => may('users', id)),
    roles: roles.filter((id) => may('roles', id)),
    everyone: everyone && parse.includes('everyone'),
  };
}
