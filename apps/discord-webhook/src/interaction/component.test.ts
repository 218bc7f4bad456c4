import type { Action } from '@yardmaster/agent-registry';
import { describe, expect, it } from 'vitest';
import { createBackground } from '../lifecycle/background.ts';
import { encodeCustomId } from '../render/custom-id.ts';
import { createTestClock } from '../testing/clock.ts';
import { createScriptedDiscord } from '../testing/scripted-discord.ts';
import { createButtons, type CommandRequest } from './component.ts';
import type { InteractionSource } from './interaction.ts';
import { PONG, type ResponseForm } from './response.ts';

const source = (id: string, token: string): InteractionSource => ({
  id,
  applicationId: '1',
  token,
  user: { id, name: 'ada' },
  roleIds: [],
  manageServer: true,
  guildId: '5',
});
const operator = source('100', 'the-click');
const invocationId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const run = { runId: 7, attempt: 2 };

function open() {
  const { discord, sent } = createScriptedDiscord();
  const ran: { request: CommandRequest; form: ResponseForm }[] = [];
  const background = createBackground((error) => {
    throw error;
  });
  const press = createButtons({
    discord,
    background,
    clock: createTestClock(),
    policy: {
      guildId: '5',
      adminUserIds: ['100'],
      adminRoleIds: [],
      rules: [],
    },
    callerOf: ({ user, roleIds, manageServer, guildId = '' }) => ({
      surface: 'discord',
      ...user,
      roleIds,
      manageServer,
      guildId,
    }),
    respond: async (_source, form, request) => {
      ran.push({ form, request });
      return PONG;
    },
  });
  const click = (
    step: 'ask' | 'confirm' | 'dismiss',
    action: Action,
    by = operator,
  ) => press(by, encodeCustomId({ step, action }));
  return { click, ran, sent, background };
}

describe('a button that changes something', () => {
  it.each([
    [{ kind: 'cancel', ...run }, 'cancel', 'update'],
    [{ kind: 'rerun_failed', ...run }, 'rerun', 'message'],
    [{ kind: 'start_again', invocationId }, 'start-again', 'message'],
  ] as const)(
    '%j asks first, and runs %s when confirmed',
    async (action, command, kind) => {
      const { click, ran } = open();
      expect(await click('ask', action)).toMatchObject({
        body: { type: 4, data: { flags: 64 } },
      });
      expect(ran).toEqual([]);
      await click('confirm', action);
      expect(ran).toMatchObject([{ request: { command }, form: { kind } }]);
    },
  );

  it('is refused without access, and not asked about', async () => {
    const { click, ran } = open();
    const action = { kind: 'start_again', invocationId } as const;
    expect(
      await click('ask', action, source('200', 'other-click')),
    ).toMatchObject({
      body: { data: { flags: 64, embeds: [{ title: 'Not allowed' }] } },
    });
    expect(ran).toEqual([]);
  });

  it('changes nothing when dismissed', async () => {
    const { click, ran } = open();
    await click('ask', { kind: 'cancel', ...run });
    expect(await click('dismiss', { kind: 'cancel', ...run })).toMatchObject({
      body: { type: 7, data: { components: [] } },
    });
    expect(ran).toEqual([]);
  });

  it('loses its question if the result is a new message', async () => {
    const { click, sent, background } = open();
    const action = { kind: 'start_again', invocationId } as const;
    await click('ask', action);
    await click('confirm', action, { ...operator, token: 'the-confirmation' });
    await background.settled();
    expect(sent).toMatchObject([{ how: 'editOriginal', to: 'the-click' }]);
  });
});

describe('the button to look again', () => {
  it('looks at once, seen by its author only', async () => {
    const { click, ran } = open();
    await click('ask', { kind: 'look_again', invocationId });
    expect(ran).toEqual([
      {
        request: { command: 'look-again', input: { invocation: invocationId } },
        form: { kind: 'message', ephemeral: true },
      },
    ]);
  });
});
