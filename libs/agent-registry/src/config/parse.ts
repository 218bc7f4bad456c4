import { createPrivateKey } from 'node:crypto';
import { Cron } from 'croner';
import type { Parsed } from './fault.ts';

type Parse<T> = (text: string) => Parsed<T>;

/** Tokens by their documented beginnings, keys, JSON web tokens, and Discord's bot tokens. */
const SECRET_FORM =
  /gh[opsru]_|github_pat_|-----BEGIN|eyJ[\w-]{8}|[\w-]{23,28}\.[\w-]{6}\.[\w-]{27}|:\/\/[^/\s:@]+:[^@\s]+@/;

/** Shows a value, shortened; not if it has the form of a secret, which may stand in the wrong variable. */
export function quote(text: string): string {
  if (SECRET_FORM.test(text))
    return 'the value (not shown: it looks like a secret)';
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

export function matching(pattern: RegExp, what: string): Parse<string> {
  return (text) =>
    pattern.test(text)
      ? { value: text }
      : { problem: `${quote(text)} is not ${what}` };
}

export const parseSnowflake = matching(
  /^\d{1,20}$/,
  'an id of digits, as Discord copies it',
);
export const parseNumberId = matching(/^\d{1,15}$/, 'a number');
export const parseRepository = matching(
  /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[\w.-]{1,100}$/,
  'owner/name',
);

/** A secret of one line; its value is not shown. */
export const parseToken: Parse<string> = (text) =>
  /\s/.test(text) ? { problem: 'it contains white space' } : { value: text };

/** Items separated by commas; empty ones are left out. */
export function listOf<T>(parse: Parse<T>): Parse<readonly T[]> {
  return (text) => {
    const parsed = split(text).map(parse);
    const problems = parsed.flatMap((one) =>
      'problem' in one ? [one.problem] : [],
    );
    if (problems.length > 0) return { problem: problems.join('; ') };
    return {
      value: [
        ...new Set(
          parsed.flatMap((one) => ('value' in one ? [one.value] : [])),
        ),
      ],
    };
  };
}

/** As `listOf`, and there must be an item. */
export function someOf<T>(parse: Parse<T>): Parse<readonly T[]> {
  return (text) =>
    split(text).length === 0 ? { problem: 'it is empty' } : listOf(parse)(text);
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** An http(s) URL of the operator's own, local hosts included. Without a slash at its end. */
export const parseBaseUrl: Parse<string> = (text) => {
  const url = URL.parse(text);
  if (!url) return { problem: `${quote(text)} is not a URL` };
  if (url.username !== '' || url.password !== '')
    return { problem: 'the URL contains a user name or password' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { problem: `${quote(text)} is not an http or https URL` };
  if (url.search !== '' || url.hash !== '')
    return { problem: `${quote(text)} has a query or a fragment` };
  return { value: url.href.replace(/\/+$/, '') };
};

/** A number of seconds above zero, fractions included; the value is in milliseconds. */
export function seconds(most: number): Parse<number> {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return value > 0 && value <= most
      ? { value: Math.ceil(value * 1000) }
      : {
          problem: `${quote(text)} is not a number of seconds from above 0 to ${most}`,
        };
  };
}

export const parsePort: Parse<number> = (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535
    ? { value: Number(text) }
    : { problem: `${quote(text)} is not a port` };

/** A host name or an address, without scheme or port. */
export const parseHost = matching(
  /^(?:[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+(?:%[\w.-]+)?)$/,
  'a host name or address',
);

/** `daily or weekly`; `a, b or c`. */
const CHOICES = new Intl.ListFormat('en-GB', { type: 'disjunction' });

export function oneOf<T extends string>(values: readonly T[]): Parse<T> {
  return (text) => {
    const value = values.find((one) => one === text.toLowerCase());
    return value === undefined
      ? { problem: `${quote(text)} is not ${CHOICES.format(values)}` }
      : { value };
  };
}

/** `file:PATH` or a PostgreSQL URL; it may hold a password, so it is not shown. */
export const parseDatabaseUrl: Parse<string> = (text) => {
  // SQLite's name for a database that is gone with the process, and here the name of a file.
  if (text === 'file::memory:')
    return { problem: 'a journal in memory would forget what it follows' };
  if (/^file:./.test(text)) return { value: text };
  if (text.startsWith('file:'))
    return { problem: 'the path after file: is missing' };
  if (!/^postgres(?:ql)?:\/\//.test(text))
    return { problem: 'it begins with neither file: nor postgres://' };
  return URL.canParse(text)
    ? { value: text }
    : {
        problem:
          'it is not a URL (special characters in a password must be percent-encoded)',
      };
};

/** A PEM private key; the value has real line breaks. */
export const parsePrivateKey: Parse<string> = (text) => {
  const pem = text.includes('\n') ? text : text.replaceAll('\\n', '\n');
  try {
    createPrivateKey(pem);
    return { value: pem };
  } catch {
    return {
      problem: pem.includes('-----BEGIN')
        ? 'the PEM text is damaged or cut short'
        : 'it is no PEM text',
    };
  }
};

export const parseTimeZone: Parse<string> = (text) => {
  try {
    return {
      value: new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions()
        .timeZone,
    };
  } catch {
    return { problem: `${quote(text)} is not a time zone` };
  }
};

/** A cron expression of five fields that fires at least once more. */
export const parseCron: Parse<string> = (text) => {
  try {
    const next = new Cron(text, { paused: true, mode: '5-part' }).nextRun();
    return next === null
      ? { problem: `${quote(text)} never comes` }
      : { value: text };
  } catch (error) {
    const detail =
      error instanceof Error
        ? error.message.replace(/^CronPattern: /, '').replace(/\.$/, '')
        : 'unknown error';
    return { problem: `${quote(text)} is no cron expression (${detail})` };
  }
};
