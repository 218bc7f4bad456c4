import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { createRedact } from './redact.ts';
import { SEED } from '../testing/arbitrary.ts';

const TOKEN = `aW50ZXJhY3Rpb246${'x'.repeat(40)}`;
const SECRETS = ['bot-token-1234567890', 'p"ass/wörd\\'];

function record() {
  const lines: string[] = [];
  const log = createLog('trace', createRedact(SECRETS), {
    write: (line) => void lines.push(line),
  });
  return { lines, log };
}

describe('the log', () => {
  it('writes one JSON object per line', () => {
    const { lines, log } = record();
    log.info({ a: 'two\nlines' }, 'hello\u2028there');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      a: 'two\nlines',
    });
  });

  it.each([
    ['a known secret', 'bot-token-1234567890'],
    ['one that JSON writes differently', 'p"ass/wörd\\'],
    [
      'a token in a URL',
      `https://discord.com/api/v10/webhooks/1/${TOKEN}/messages/@original`,
    ],
    ['a token in the URL of a callback', `/interactions/1/${TOKEN}/callback`],
    ['a token of GitHub', 'ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['an authorization', 'Authorization: Bearer abcdefghijklmnop'],
    [
      'a private key',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
    ],
  ])('writes no secret: %s', (_name, secret) => {
    const { lines, log } = record();
    const error = new Error(`failed: ${secret}`, { cause: new Error(secret) });
    log.error({ error, deep: { list: [secret] } }, `it was ${secret}`);
    const text = lines.join('');
    expect(text).toMatch(/\[redacted\]|\*\*\*/);
    for (const part of [
      TOKEN,
      '0123456789abcdefghij',
      'MIIE',
      'abcdefghijklmnop',
      ...SECRETS,
    ])
      if (secret.includes(part))
        expect(text).not.toContain(JSON.stringify(part).slice(1, -1));
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('stays JSON wherever a secret is redacted', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(...SECRETS),
        fc.string(),
        (before, secret, after) => {
          const { lines, log } = record();
          log.info({ text: before + secret + after });
          const parsed = JSON.parse(lines[0] ?? '') as { text: string };
          expect(parsed.text).not.toContain(secret);
        },
      ),
      SEED,
    );
  });
});
