import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, secretsOf } from './redact.ts';
import { createTestConfig } from '../testing/config.ts';

const SECRET = 'p&ss w/ördß+"1\n%=';

describe('createRedactor', () => {
  const { text, json } = createRedactor([SECRET, 'ghp_abcdef', 'abc', '']);

  it.each([
    ['as it is', SECRET],
    ['percent-encoded', encodeURIComponent(SECRET)],
    [
      'percent-encoded in lower case',
      encodeURIComponent(SECRET).replace(/%../g, (hex) => hex.toLowerCase()),
    ],
    ['in a form', new URLSearchParams({ password: SECRET }).toString()],
    ['in JSON', JSON.stringify({ secret: SECRET })],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64url', Buffer.from(SECRET).toString('base64url')],
    ['in Basic credentials', Buffer.from(`user:${SECRET}`).toString('base64')],
    ['amid base64', Buffer.from(`a${SECRET}zz`).toString('base64')],
  ])('removes a secret %s', (_, carried) => {
    const clean = text(`before ${carried} after`);
    expect(clean).toMatch(/^before .*\[redacted\].* after$/);
    for (const piece of [SECRET, 'ördß', encodeURIComponent('ördß')])
      expect(clean).not.toContain(piece);
  });

  it('leaves the rest, and what is too short to be a secret', () => {
    expect(text('abc of ghp_abcdef!')).toBe('abc of [redacted]!');
  });

  it('goes through JSON, names included, without changing what it is given', () => {
    const value = {
      a: ['ghp_abcdef', 1, null, true],
      ghp_abcdef: { b: SECRET },
    };
    expect(json(value)).toEqual({
      a: ['[redacted]', 1, null, true],
      '[redacted]': { b: '[redacted]' },
    });
    expect(value.a[0]).toBe('ghp_abcdef');
  });

  it('does nothing without secrets', () => {
    expect(createRedactor([]).text('text')).toBe('text');
  });

  it('removes any secret from any text around it', () => {
    fc.assert(
      fc.property(
        fc
          .string({ minLength: 12, unit: 'grapheme' })
          .filter((s) => !/[[\]]/.test(s)),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          const redactor = createRedactor([secret]);
          const carried = [
            secret,
            Buffer.from(secret).toString('base64'),
            JSON.stringify(secret),
          ];
          return carried.every((form) => {
            const clean = redactor.text(before + form + after);
            return !clean.includes(secret) && clean.includes('[redacted]');
          });
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe('the configuration', () => {
  const config = createTestConfig({
    repositories: {
      api: {
        repository: 'acme/api',
        auth: { kind: 'token', token: 'ghp_of_the_api' },
      },
    },
    github: {
      repository: 'acme/shop',
      apiUrl: 'https://api.github.com',
      auth: {
        kind: 'app',
        appId: '1',
        installationId: '2',
        privateKey:
          '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkq\n-----END PRIVATE KEY-----',
      },
      webhookSecrets: ['hook-secret-1', 'hook-secret-2'],
    },
    discord: {
      applicationId: '80351110224678912',
      publicKeys: [],
      botToken: 'bot-token',
      apiUrl: 'https://discord.com/api/v10',
    },
    databaseUrl: 'postgres://user:db%2Fpass@db/name',
  });

  it('names its secrets, encoded and decoded, and a key by its lines', () => {
    expect(secretsOf(config)).toEqual([
      'hook-secret-1',
      'hook-secret-2',
      expect.stringContaining('BEGIN PRIVATE KEY'),
      'MIIEvgIBADANBgkq',
      'ghp_of_the_api',
      'bot-token',
      'db%2Fpass',
      'db/pass',
    ]);
  });
});
