import { stripVTControlCharacters } from 'node:util';

/** Control characters but the newline, line and paragraph separators, bidirectional overrides, byte order marks. */
const CONTROL = /(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) ?/;

/**
 * Forms of secrets that are recognisable by themselves: GitHub tokens, cloud keys, JSON web tokens,
 * credentials in URLs and headers, assignments to telling names. GitHub masks registered secrets; these are the others.
 */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:gh[pousr]_[A-Za-z0-9_.-]{16,}|github_pat_\w{22,})/g, '***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '***'],
  [/\bxox[abprs]-[\w-]{10,}/g, '***'],
  [/\bAIza[\w-]{35}/g, '***'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***'],
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,256}@/gi, '$1***@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***'],
  [
    /((?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;]{4,}/gi,
    '$1***',
  ],
];
const KEY_BLOCK =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

export type LogLine = {
  /** Undefined for a line without a timestamp: it goes on from the one before. */
  readonly at: Date | undefined;
  readonly text: string;
  /** GitHub marked it with `##[error]`. */
  readonly isError: boolean;
};

/** A job's log as lines of plain, harmless text. */
export function parseLog(
  text: string,
  secrets: readonly string[] = [],
): readonly LogLine[] {
  // Colours first: they could hide a secret from its form.
  return redact(stripVTControlCharacters(text), secrets)
    .split(/\r?\n/)
    .map((raw) => {
      const line = raw.replace(/^\ufeff/, '');
      const stamp = TIMESTAMP.exec(line)?.[1];
      const body = line.replace(TIMESTAMP, '');
      return {
        at: stamp === undefined ? undefined : new Date(stamp),
        text: neutralize(body),
        isError: body.startsWith('##[error]'),
      };
    });
}

/**
 * Takes away what a terminal or a workflow runner would obey: escape sequences, control characters, bidirectional
 * overrides, and the openings of workflow commands (`::`, `##[`).
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function neutralize(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\t/g, ' ')
    .replace(CONTROL, '')
    .replace(
      /^##\[(error|warning|notice|debug|command|section|group|endgroup)\]/,
      (_, word: string) =>
        word === 'endgroup' || word === 'group' ? '' : `${word}: `,
    )
    .replace(/##\[/g, '# #[')
    .replace(/::/g, ': :');
}

/** Replaces secrets by `***`: the given ones, and what has the form of one. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const given = secrets.filter((secret) => secret.length >= 4);
  const plain = given.reduce(
    (rest, secret) => rest.replaceAll(secret, '***'),
    text,
  );
  const blocks = plain.replace(KEY_BLOCK, '***');
  return SECRETS.reduce(
    (rest, [form, replacement]) => rest.replace(form, replacement),
    blocks,
  );
}
