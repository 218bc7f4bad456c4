import {
  ApplicationCommandResponseSchema,
  GuildChannelResponseSchema,
  InteractionCallbackResponseSchema,
  MessageResponseSchema,
  PrivateApplicationResponseSchema,
  UserPIIResponseSchema,
} from 'discord-api-spec/zod';
import { afterEach, describe, expect, it } from 'vitest';
import { callApi, closePairs, defer, startPair } from '../testing.ts';

afterEach(closePairs);

interface Schema {
  safeParse(value: unknown): {
    success: boolean;
    error?: { issues: readonly unknown[] };
  };
}
function flat(issues: readonly unknown[], path = ''): string[] {
  return issues.flatMap((issue) => {
    const {
      path: at,
      message,
      errors,
    } = issue as { path: string[]; message: string; errors?: unknown[][] };
    const place = [path, ...at].join('.');
    return errors === undefined
      ? [`${place}: ${message}`]
      : errors.flatMap((inner) => flat(inner, place));
  });
}
function faultsOf(schema: Schema, body: unknown): string[] {
  return flat(schema.safeParse(body).error?.issues ?? []);
}

/** Discord's OpenAPI description, translated by a third party, defines the form of its responses. */
describe('answers have the shape that Discord describes', () => {
  it('messages', async () => {
    const { discord } = await startPair(defer);
    const { interaction } = await discord.sendCommand({ name: 'work' });
    const hook = `/webhooks/${discord.applicationId}/${interaction.token}`;
    const body = {
      content: `<@${discord.members.admin.id}>`,
      embeds: [
        {
          title: 'A',
          fields: [{ name: 'b', value: 'c', inline: true }],
          color: 5,
        },
      ],
      components: [
        {
          type: 1,
          components: [{ type: 2, style: 1, label: 'Go', custom_id: 'go' }],
        },
      ],
    };
    const edit = await callApi(
      discord,
      'PATCH',
      `${hook}/messages/@original`,
      body,
    );
    const followUp = await callApi(discord, 'POST', hook, body);
    const form = new FormData();
    form.set('payload_json', '{"content":"with a file","nonce":"n1"}');
    form.set('files[0]', new Blob(['x'], { type: 'text/plain' }), 'a.txt');
    const channel = `/channels/${discord.channelId}/messages`;
    const created = await callApi(discord, 'POST', channel, form);
    const list = (await callApi(discord, 'GET', channel))
      .body as unknown as unknown[];
    expect(list).toHaveLength(3);
    for (const message of [edit.body, followUp.body, created.body, ...list]) {
      expect(faultsOf(MessageResponseSchema, message)).toEqual([]);
    }
  });

  it('commands, the application, the bot and a channel', async () => {
    const { discord } = await startPair(defer);
    const command = {
      name: 'deploy',
      description: 'Deploys',
      options: [
        { type: 3, name: 'ref', description: 'What', autocomplete: true },
      ],
    };
    const path = `/applications/${discord.applicationId}/commands`;
    const created = await callApi(discord, 'POST', path, command);
    expect(faultsOf(ApplicationCommandResponseSchema, created.body)).toEqual(
      [],
    );
    const get = async (what: string) =>
      (await callApi(discord, 'GET', what)).body;
    expect(
      faultsOf(
        PrivateApplicationResponseSchema,
        await get('/applications/@me'),
      ),
    ).toEqual([]);
    expect(faultsOf(UserPIIResponseSchema, await get('/users/@me'))).toEqual(
      [],
    );
    expect(
      faultsOf(
        GuildChannelResponseSchema,
        await get(`/channels/${discord.channelId}`),
      ),
    ).toEqual([]);
  });

  it('the answer to a callback', async () => {
    const { discord } = await startPair(async ({ id, token }) => {
      const path = `/interactions/${String(id)}/${String(token)}/callback?with_response=true`;
      const { body } = await callApi(discord, 'POST', path, {
        type: 4,
        data: { content: 'a' },
      });
      answers.push(body);
      return { status: 202 };
    });
    const answers: unknown[] = [];
    await discord.sendCommand({ name: 'work' });
    expect(answers).toHaveLength(1);
    expect(faultsOf(InteractionCallbackResponseSchema, answers[0])).toEqual([]);
  });
});
