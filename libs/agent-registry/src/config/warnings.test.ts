import { expect, it } from 'vitest';
import { createTestConfig } from '../testing/config.ts';
import type { Config } from './configuration.ts';
import { configWarnings } from './warnings.ts';

const { guildId = '1', ...access } = createTestConfig().access;
const NOBODY = expect.stringMatching(/DISCORD_GUILD_ID.*ADMIN_USER_IDS/);
const ANY_HOST = expect.stringMatching(/^ALLOWED_DOMAINS is not set/);

it.each<[string, Partial<Config['access']>, unknown[]]>([
  ['neither a server nor operators', {}, [NOBODY]],
  ['a server', { guildId }, []],
  ['an operator', { adminUserIds: ['1'] }, []],
  ['a role of operators', { adminRoleIds: ['1'] }, []],
])(
  'warns of a configuration in which nobody may change anything: with %s',
  (_, change, expected) => {
    const config = createTestConfig({
      access: { ...access, ...change },
      allowedDomains: ['example.com'],
    });
    expect(configWarnings(config)).toEqual(expected);
  },
);

it('says that any host is allowed while ALLOWED_DOMAINS is not set', () => {
  expect(configWarnings(createTestConfig())).toEqual([ANY_HOST]);
});
