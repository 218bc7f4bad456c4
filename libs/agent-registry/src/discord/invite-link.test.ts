import { expect, it } from 'vitest';
import { inviteLink } from './index.ts';

it('asks for the bot, its commands and what it needs to speak', () => {
  const asked = (link: string) =>
    Object.fromEntries(new URL(link).searchParams);
  const anywhere = {
    client_id: '1',
    scope: 'bot applications.commands',
    permissions: '274878024704',
  };
  expect(asked(inviteLink({ applicationId: '1' }))).toEqual(anywhere);
  expect(asked(inviteLink({ applicationId: '1', guildId: '2' }))).toEqual({
    ...anywhere,
    guild_id: '2',
    disable_guild_select: 'true',
  });
});
