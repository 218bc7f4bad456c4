import { afterEach, describe, expect, it } from 'vitest';
import { commandProblems } from '../rules/command-rules.ts';
import { BOT, callApi, closePairs, defer, startPair } from '../testing.ts';

afterEach(closePairs);

function command(more: object = {}): Record<string, unknown> {
  return {
    name: 'deploy',
    description: 'Deploys',
    ...more,
  };
}
function option(more: object = {}): Record<string, unknown> {
  return {
    type: 3,
    name: 'ref',
    description: 'What to deploy',
    ...more,
  };
}
function codes(value: Record<string, unknown>): string[] {
  return commandProblems(value).map(({ path, code }) => `${path} ${code}`);
}

describe('the rules of a command', () => {
  it.each<[string, object, string]>([
    ['upper case', { name: 'Deploy' }, 'name APPLICATION_COMMAND_INVALID_NAME'],
    ['a space', { name: 'de ploy' }, 'name APPLICATION_COMMAND_INVALID_NAME'],
    ['no description', { description: '' }, 'description BASE_TYPE_REQUIRED'],
    [
      'a long description',
      { description: 'x'.repeat(101) },
      'description BASE_TYPE_BAD_LENGTH',
    ],
    ['no contexts', { contexts: [] }, 'contexts BASE_TYPE_REQUIRED'],
    [
      '26 options',
      {
        options: Array.from({ length: 26 }, (_, n) =>
          option({ name: `o${n}` }),
        ),
      },
      'options BASE_TYPE_BAD_LENGTH',
    ],
    [
      'two options of one name',
      { options: [option(), option()] },
      'options.1.name APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
    ],
    [
      'a required option after an optional one',
      { options: [option(), option({ name: 'b', required: true })] },
      'options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    ],
    [
      'autocomplete and choices',
      {
        options: [
          option({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] }),
        ],
      },
      'options.0 APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES',
    ],
    [
      'a long choice',
      {
        options: [option({ choices: [{ name: 'a', value: 'x'.repeat(101) }] })],
      },
      'options.0.choices.0.value BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a group in a subcommand',
      { options: [option({ type: 1, options: [option({ type: 2 })] })] },
      'options.0.options.0.type APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
    ],
    [
      '8000 characters',
      {
        options: Array.from({ length: 25 }, (_, n) =>
          option({
            name: `o${n}`,
            choices: Array.from({ length: 4 }, (__, m) => ({
              name: `${m}`.repeat(80),
              value: 'y',
            })),
          }),
        ),
      },
      ' APPLICATION_COMMAND_TOO_LARGE',
    ],
    [
      'a wrong type',
      { options: [option({ min_length: 'three' })] },
      'options.0.min_length SCHEMA_INVALID_TYPE',
    ],
  ])('refuse %s', (_name, more, fault) => {
    const found = codes(command(more));
    const shape = found.some((line) => line.includes('SCHEMA_'));
    expect(shape && fault.includes('SCHEMA_') ? [fault] : found).toContain(
      fault,
    );
  });

  it('take what the documentation allows', () => {
    expect(
      codes(
        command({
          default_member_permissions: '0',
          options: [option({ required: true }), option({ name: "o'b" })],
        }),
      ),
    ).toEqual([]);
  });
});

describe('registration', () => {
  it('fills in what the server adds and keeps ids over an overwrite', async () => {
    const { discord } = await startPair(defer);
    const path = `/applications/${discord.applicationId}/guilds/${discord.guildId}/commands`;
    const first = await callApi(discord, 'PUT', path, [
      command(),
      command({ name: 'status' }),
    ]);
    expect(first.status).toBe(200);
    expect(discord.commands(discord.guildId)).toMatchObject([
      {
        name: 'deploy',
        type: 1,
        nsfw: false,
        default_member_permissions: null,
        guild_id: discord.guildId,
      },
      { name: 'status' },
    ]);
    const [deploy] = discord.commands(discord.guildId);
    await callApi(discord, 'PUT', path, [
      command({ description: 'Deploys it' }),
    ]);
    expect(discord.commands(discord.guildId)).toMatchObject([
      { id: deploy?.id, description: 'Deploys it' },
    ]);
    expect(discord.commands()).toEqual([]);
  });

  it('says where each fault of a list is', async () => {
    const { discord } = await startPair(defer);
    const path = `/applications/${discord.applicationId}/commands`;
    const { status, body } = await callApi(discord, 'PUT', path, [
      command(),
      command({ name: 'NO' }),
    ]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 50035,
      errors: { 1: { name: { _errors: [{}] } } },
    });
  });

  it('creates, changes and deletes one by one, and stops at 200 new ones a day', async () => {
    let now = Date.now();
    const { discord } = await startPair(defer, {
      rateLimits: false,
      clock: () => now,
    });
    const path = `/applications/${discord.applicationId}/commands`;
    const created = await callApi(discord, 'POST', path, command());
    const again = await callApi(
      discord,
      'POST',
      path,
      command({ description: 'Other' }),
    );
    expect([created.status, again.status]).toEqual([201, 200]);
    const single = `${path}/${String(created.body['id'])}`;
    const changed = await callApi(discord, 'PATCH', single, {
      description: 'Third',
    });
    expect(changed.body).toMatchObject({
      name: 'deploy',
      description: 'Third',
    });
    expect((await callApi(discord, 'DELETE', single)).status).toBe(204);
    expect(await callApi(discord, 'GET', single)).toMatchObject({
      status: 404,
      body: { code: 10063 },
    });
    async function fill(prefix: string, count: number): Promise<number> {
      const list = Array.from({ length: count }, (_, n) =>
        command({ name: `${prefix}${n}` }),
      );
      return (await callApi(discord, 'PUT', path, list)).status;
    }
    expect([
      await fill('a', 100),
      await fill('b', 99),
      await fill('c', 1),
    ]).toEqual([200, 200, 429]);
    now += 24 * 60 * 60_000;
    expect(await fill('c', 1)).toBe(200);
  });

  it('needs the bot token', async () => {
    const { discord } = await startPair(defer);
    const response = await fetch(`${discord.url}/applications/@me`, {
      headers: { 'user-agent': BOT },
    });
    expect(response.status).toBe(401);
    const mine = await callApi(discord, 'GET', '/applications/@me');
    expect(mine.body).toMatchObject({
      id: discord.applicationId,
      verify_key: discord.publicKey,
      interactions_endpoint_url: discord.endpoint(),
    });
  });
});
