import type { Json, Report } from '../report/report.ts';
import type { Config } from './configuration.ts';

export const REDACTED = '[redacted]';

/** Every secret in the configuration. */
export function secretsOf(config: Config): readonly string[] {
  const auths = [
    config.github.auth,
    ...Object.values(config.repositories).map(({ auth }) => auth),
  ];
  const found = [
    ...config.github.webhookSecrets,
    ...auths.flatMap((auth) =>
      auth.kind === 'token' ? [auth.token] : keyForms(auth.privateKey),
    ),
    ...(config.discord ? [config.discord.botToken] : []),
    ...urlSecrets(config.databaseUrl),
    ...[config.proxy?.httpProxy, config.proxy?.httpsProxy].flatMap((url) =>
      urlSecrets(url ?? ''),
    ),
  ];
  return [...new Set(found.filter((secret) => secret !== ''))];
}

/** A key is also recognised by each of its lines, which is how it would be printed. */
function keyForms(privateKey: string): string[] {
  return [
    privateKey,
    ...privateKey
      .split(/\r?\n/)
      .filter((line) => line.length >= 16 && !line.startsWith('-----')),
  ];
}

function urlSecrets(text: string): string[] {
  const url = URL.parse(text);
  if (!url || url.protocol === 'file:') return [];
  const passwords = [url.password, ...url.searchParams.getAll('password')];
  return passwords.flatMap((password) => [password, decoded(password)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface Redactor {
  text(text: string): string;
  /** A copy with every string in it redacted, names of properties included. */
  json(value: Json): Json;
  report(report: Report): Report;
}

/**
 * Replaces secrets wherever they stand, as they are and as they are usually carried: percent-encoded, JSON-escaped, and
 * in base64 or base64url, alone or amid other text. Secrets under 4 characters are left: they would be everywhere.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = [
    ...new Set(secrets.filter((secret) => secret.length >= 4).flatMap(formsOf)),
  ].sort((a, b) => b.length - a.length);
  if (forms.length === 0)
    return {
      text: (text) => text,
      json: (value) => value,
      report: (report) => report,
    };
  const pattern = new RegExp(forms.map(toPattern).join('|'), 'g');
  const text = (from: string) => from.replace(pattern, REDACTED);
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map((item: Json) => json(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) =>
        item === undefined ? [] : [[text(name), json(item)]],
      ),
    );
  };
  const holdsSecret = (value: unknown): boolean => {
    pattern.lastIndex = 0;
    return pattern.test(JSON.stringify(value));
  };
  return {
    text,
    // Nearly nothing holds one: a test of the whole is several times faster than a copy of every part.
    json: (value) => (holdsSecret(value) ? json(value) : value),
    report(report) {
      const { picture, ...parts } = report;
      if (!holdsSecret({ ...parts, alt: picture?.alt })) return report;
      return {
        ...(json(parts as unknown as Json) as unknown as Report),
        ...(picture && { picture: { ...picture, alt: text(picture.alt) } }),
      };
    },
  };
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    ...base64Forms(secret),
  ];
}

/** Shorter runs of base64 could stand anywhere by chance. */
const SHORTEST_BASE64 = 8;

/**
 * What surely stands in the base64 of any text that contains the secret: three forms, one for each place in a group of
 * three bytes at which it can begin, without the letters that its neighbours have a part in.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const whole = padded.toString('base64').replaceAll('=', '');
    const shared = padded.length % 3 === 0 ? 0 : 1;
    const form = whole.slice(
      before === 0 ? 0 : before + 1,
      whole.length - shared,
    );
    return form.length < SHORTEST_BASE64
      ? []
      : [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Takes percent-encoding in upper and lower case. */
function toPattern(form: string): string {
  return form
    .replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replaceAll(
      /%([0-9A-F]{2})/g,
      (_, hex: string) =>
        `%${[...hex].map((digit) => (/[A-F]/.test(digit) ? `[${digit}${digit.toLowerCase()}]` : digit)).join('')}`,
    );
}
