import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactSecrets } from './redact-secrets.ts';
import { SECRET_FORMS } from './secret-forms.ts';

// Assembled from parts, so that no scanner takes this file for a leak.
const a = (length: number) => 'aB3dE5fG7hJ9kL1m'.repeat(20).slice(0, length);
const hex = (length: number) => '0123456789abcdef'.repeat(8).slice(0, length);
const join = (...parts: readonly string[]) => parts.join('');

/** The text, and the part of it that must not be left. */
const LEAKS: readonly (readonly [
  name: string,
  text: string,
  secret: string,
])[] = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map(
    (prefix) => [prefix, join(prefix, a(36)), a(36)] as const,
  ),
  [
    'a stateless installation token',
    join('ghs_', '123_eyJ', a(20), '.', a(30), '.', a(20)),
    a(30),
  ],
  ['github_pat_', join('github_pat_', a(22), '_', a(40)), a(22)],
  ['GitLab', join('glpat-', a(20)), a(20)],
  ['Atlassian', join('ATATT3', a(40)), a(40)],
  ['AWS access key', join('AKIA', 'ABCDEFGHIJ234567'), 'ABCDEFGHIJ234567'],
  ['AWS secret', join('AWS_SECRET_ACCESS_KEY=', a(40)), a(40)],
  ['AWS secret in an ini file', join('aws_secret_access_key = ', a(40)), a(40)],
  ['Google API key', join('AIza', a(35)), a(35)],
  ['Google OAuth', join('GOCSPX-', a(28)), a(28)],
  ['Google access token', join('ya29.', a(60)), a(60)],
  ['Slack bot', join('xoxb-', '123456789012-', a(24)), a(24)],
  ['Slack app', join('xapp-', '1-A0123-', a(24)), a(24)],
  [
    'Slack webhook',
    join('https://hooks.slack.com', '/services/T0/B0/', a(24)),
    a(24),
  ],
  [
    'Discord webhook',
    join('https://discord.com/api/webhooks/', '1234567890/', a(60)),
    a(60),
  ],
  ['Discord bot', join('MTIz', a(20), '.', 'GxYzAb', '.', a(38)), a(38)],
  ['npm', join('npm_', a(36)), a(36)],
  ['npmrc', join('//npm.example.com/:_authToken=', a(36)), a(36)],
  ['PyPI', join('pypi-', 'AgEIcHlwaS5vcmc', a(60)), a(60)],
  ['RubyGems', join('rubygems_', hex(48)), hex(48)],
  ['Docker', join('dckr_pat_', a(27)), a(27)],
  ['docker config', `{"auths":{"x":{"auth": "${a(40)}"}}}`, a(40)],
  ['Stripe', join('sk_live_', a(24)), a(24)],
  ['Stripe webhook', join('whsec_', a(32)), a(32)],
  ['Twilio', join('SK', hex(32)), hex(32)],
  ['SendGrid', join('SG.', a(22), '.', a(43)), a(43)],
  ['Mailchimp', join(hex(32), '-us14'), hex(32)],
  ['OpenAI', join('sk-proj-', a(48)), a(48)],
  ['Anthropic', join('sk-ant-', 'api03-', a(48)), a(48)],
  ['Hugging Face', join('hf_', a(34)), a(34)],
  ['DigitalOcean', join('dop_v1_', hex(64)), hex(64)],
  ['Vault', join('hvs.', a(28)), a(28)],
  ['Terraform', join(a(14), '.atlasv1.', a(60)), a(60)],
  ['Grafana', join('glsa_', a(32), '_', hex(8)), a(32)],
  ['New Relic', join('NRAK-', a(27)), a(27)],
  ['Sentry', join('sntrys_', a(60)), a(60)],
  ['Shopify', join('shpat_', hex(32)), hex(32)],
  ['Telegram', join('123456789:', a(35)), a(35)],
  ['Azure client secret', join('aB3', '8Q~', a(34)), a(34)],
  [
    'Azure storage',
    join('DefaultEndpointsProtocol=https;AccountKey=', a(86), '=='),
    a(86),
  ],
  [
    'Azure SAS',
    `https://x.blob.core.windows.net/c?sv=1&sig=${a(43)}%3D`,
    a(43),
  ],
  [
    'S3 presigned',
    `https://s3.example.com/x?X-Amz-Signature=${hex(64)}`,
    hex(64),
  ],
  ['JSON web token', join('eyJ', a(30), '.', a(60), '.', a(43)), a(60)],
  [
    'basic auth in a URL',
    `git clone https://x-access-token:${a(20)}@example.com/a.git`,
    a(20),
  ],
  ['a token as the user of a URL', `https://${a(20)}@example.com/a.git`, a(20)],
  ['a password with an @', 'postgres://app:p@ss-w0rd@db:5432/app', 'ss-w0rd'],
  [
    'Authorization',
    `curl -H "Authorization: Bearer ${a(30)}" https://example.com`,
    a(30),
  ],
  [
    'Authorization with an unknown scheme',
    `authorization: ApiKey ${a(30)}`,
    a(30),
  ],
  ['Cookie', `Cookie: session=${a(30)}; theme=dark`, a(30)],
  ['x-api-key', `x-api-key: ${a(30)}`, a(30)],
  ['basic', 'Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA'],
  [
    'a password in quotes',
    'password: "correct horse battery"',
    'correct horse battery',
  ],
  ['a password in JSON', '{"password":"hunter2!"}', 'hunter2!'],
  [
    'a password in JSON in JSON',
    String.raw`{\"password\":\"hunter2!\"}`,
    'hunter2!',
  ],
  ['an environment file', 'DB_PASSWORD=hunter2!', 'hunter2!'],
  ['a suffixed name', 'SECRET_KEY_BASE=0a1b2c3d', '0a1b2c3d'],
  ['a flag', 'mysql --password hunter2! -h db', 'hunter2!'],
  [
    'the user of curl',
    'curl -u admin:hunter2! https://example.com',
    'hunter2!',
  ],
  ['netrc', 'machine github.com login me password hunter2!', 'hunter2!'],
  ['kubeconfig', `client-key-data: ${a(60)}`, a(60)],
  [
    'a private key',
    join(
      '-----BEGIN RSA PRIVATE',
      ' KEY-----\n',
      a(64),
      '\n-----END RSA PRIVATE',
      ' KEY-----',
    ),
    a(64),
  ],
  [
    'a private key in one line',
    join(
      '"-----BEGIN PRIVATE',
      String.raw` KEY-----\n`,
      a(64),
      String.raw`\n-----END PRIVATE`,
      ' KEY-----"',
    ),
    a(64),
  ],
  [
    'a private key without an end',
    join('-----BEGIN OPENSSH PRIVATE', ' KEY-----\n', a(64)),
    a(64),
  ],
  [
    'the end of a private key',
    join(
      'before\n',
      a(64),
      '\n',
      a(40),
      '\n-----END PRIVATE',
      ' KEY-----\nafter',
    ),
    a(40),
  ],
];

describe('forms of secrets', () => {
  test.each(LEAKS)('%s', (_name, text, secret) => {
    for (const around of [text, `error: ${text} failed`, `(${text})\nnext`]) {
      expect(redactSecrets(around)).not.toContain(secret);
      expect(redactSecrets(around)).toContain('***');
    }
  });

  test.each(LEAKS)(
    '%s, with colours and hidden characters inside',
    (...row) => {
      const [, text, secret] = row;
      const middle = text.indexOf(secret) + Math.ceil(secret.length / 2);
      for (const hidden of [
        '\x1b[31m',
        '\u200b',
        '\u200d',
        '\x1b]8;;\x07',
        '\x00',
      ]) {
        const broken = text.slice(0, middle) + hidden + text.slice(middle);
        expect(redactSecrets(broken)).not.toContain(secret);
        expect(redactSecrets(broken)).toContain('***');
      }
    },
  );
});

test.each([
  'Process completed with exit code 1.',
  'Error: Input required and not supplied: token',
  'password: required',
  'Basic authentication is not supported',
  'npm error code E401',
  'See https://docs.github.com/en/actions for help.',
  'commit 0123456789abcdef0123456789abcdef01234567',
  'correlation 11111111-2222-4333-8444-555555555555',
  'token is invalid',
  'secret=${{ secrets.DEPLOY }}',
  '👩‍💻 deployed 1️⃣ of 2️⃣ to 🇩🇪',
  'نمی‌خواهم',
])('leaves %s as it is', (text) => {
  expect(redactSecrets(text)).toBe(text);
});

test('literal secrets, also as base64, in a URL and in JSON', () => {
  const secret = 'pa"ss w/rd+1';
  const text = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify(secret),
  ].join('\n');
  const redacted = redactSecrets(text, [secret, '', 'ab']);
  expect(redacted).not.toContain('ss w/rd');
  expect(redacted.split('\n')).toEqual(['***', '***', '***', '"***"']);
});

test('redacting twice changes nothing more', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom(...LEAKS.map(([, text]) => text)),
        ),
        { maxLength: 6 },
      ),
      (parts) => {
        const once = redactSecrets(parts.join(' '));
        expect(redactSecrets(once)).toBe(once);
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});

const MIB = 1024 * 1024;
const HOSTILE = [
  'eyJ-',
  '-eyJ-eyJ',
  'eyJaaaaaaaa.',
  '\x1b]',
  '\x1b[',
  '\x1b[1;',
  '\x9d',
  '\u200b',
  'a\u200d',
  '://',
  '://a:',
  '://a@',
  'secret=',
  'secret="',
  "password: '",
  'token ',
  '--token ',
  '--a-b-c-',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  '-----BEGIN ',
  'ghp_',
  'AKIA',
  'SG.',
  'authorization: ',
  'bearer ',
  'curl -u a:',
  'machine a login b ',
  '?sig=',
  'M.',
  '0123456789',
  '1:',
  'a',
  ' ',
  '\n',
  '"',
];

test.each(HOSTILE.map((part) => [JSON.stringify(part), part] as const))(
  'takes linear time over 1 MiB of %s',
  { timeout: 60_000 },
  (_name, part) => {
    const text = part.repeat(Math.ceil(MIB / part.length)).slice(0, MIB);
    const before = process.cpuUsage();
    redactSecrets(text);
    const { user } = process.cpuUsage(before);
    // Linear time is below half a second; quadratic time is minutes.
    expect(user / 1_000).toBeLessThan(5_000);
  },
);

test('every form is global: a sticky or single match would leave the second secret', () => {
  expect(SECRET_FORMS.filter(({ form }) => !form.flags.includes('g'))).toEqual(
    [],
  );
});
