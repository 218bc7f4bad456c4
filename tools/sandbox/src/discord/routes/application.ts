import type { Guild } from '../guild/guild.ts';
import { apiError } from '../wire/api-error.ts';
import type { ApiResponse, Call, Route } from '../server/route.ts';
import type { CommandResult, CommandStore } from '../commands/command-store.ts';
import { stringAt } from '../wire/json.ts';
import { botJson, userJson, type Member } from '../guild/member.ts';

export interface ApplicationParts {
  readonly applicationId: string;
  readonly applicationName: string;
  readonly guild: Guild;
  readonly publicKey: string;
  /** Whose application it is. */
  readonly owner: Member;
  readonly commands: CommandStore;
  readonly endpoint: () => string | undefined;
  /** Whether anyone may invite the bot ("Public Bot" in the Developer Portal). */
  readonly isPublic: () => boolean;
  /** Accepts a new interactions endpoint, or refuses one that does not pass the checks. */
  readonly changeEndpoint: (url: string) => Promise<boolean>;
}

function answer(result: CommandResult): ApiResponse {
  return result.ok
    ? { status: result.status, body: result.body }
    : result.error;
}

/** Commands, global and of a guild. https://docs.discord.com/developers/interactions/application-commands#endpoints */
function commandRoutes({
  applicationId,
  guild: home,
  commands,
}: ApplicationParts): Route[] {
  type Handle = (call: Call, guild: string | undefined) => ApiResponse;
  const scoped =
    (handle: Handle) =>
    (call: Call): ApiResponse => {
      if (call.param('application') !== applicationId)
        return apiError('unknownApplication');
      const guild = call.param('guild');
      if (guild !== '' && (guild !== home.id || !home.isBotMember()))
        return apiError('missingAccess');
      return handle(call, guild === '' ? undefined : guild);
    };
  const one: Handle = (call, guild) => {
    const command = commands.get(call.param('command'), guild);
    return command === undefined
      ? apiError('unknownCommand')
      : { status: 200, body: command };
  };
  const remove: Handle = (call, guild) =>
    commands.delete(call.param('command'), guild)
      ? { status: 204 }
      : apiError('unknownCommand');
  const auth = 'bot';
  return ['', '/guilds/:guild'].flatMap((scope): Route[] => {
    const all = `/applications/:application${scope}/commands`;
    const single = `${all}/:command`;
    return [
      {
        operation: 'command.list',
        method: 'GET',
        path: all,
        auth,
        handle: scoped((_call, guild) => ({
          status: 200,
          body: commands.list(guild),
        })),
      },
      {
        operation: 'command.create',
        method: 'POST',
        path: all,
        auth,
        handle: scoped(({ body }, guild) =>
          answer(commands.upsert(body.payload, guild)),
        ),
      },
      {
        operation: 'command.overwrite',
        method: 'PUT',
        path: all,
        auth,
        handle: scoped(({ body }, guild) =>
          answer(commands.overwrite(body.list ?? [], guild)),
        ),
      },
      {
        operation: 'command.get',
        method: 'GET',
        path: single,
        auth,
        handle: scoped(one),
      },
      {
        operation: 'command.edit',
        method: 'PATCH',
        path: single,
        auth,
        handle: scoped((call, guild) =>
          answer(
            commands.patch(call.param('command'), call.body.payload, guild),
          ),
        ),
      },
      {
        operation: 'command.delete',
        method: 'DELETE',
        path: single,
        auth,
        handle: scoped(remove),
      },
    ];
  });
}

export function applicationRoutes(parts: ApplicationParts): Route[] {
  const { applicationId, publicKey, endpoint, changeEndpoint } = parts;
  const owner = userJson(parts.owner);
  const application = (): ApiResponse => ({
    status: 200,
    body: {
      id: applicationId,
      name: parts.applicationName,
      icon: null,
      description: '',
      bot_public: parts.isPublic(),
      bot_require_code_grant: false,
      verify_key: publicKey,
      interactions_endpoint_url: endpoint() ?? null,
      type: null,
      flags: 0,
      flags_new: '0',
      redirect_uris: [],
      role_connections_verification_url: null,
      owner,
      team: null,
      approximate_guild_count: parts.guild.isBotMember() ? 1 : 0,
      approximate_user_install_count: 0,
      approximate_user_authorization_count: 0,
      explicit_content_filter: 0,
      eligible_oauth2_scopes: [],
    },
  });
  return [
    ...commandRoutes(parts),
    {
      operation: 'application.get',
      method: 'GET',
      path: '/applications/@me',
      auth: 'bot',
      handle: application,
    },
    {
      operation: 'application.edit',
      method: 'PATCH',
      path: '/applications/@me',
      auth: 'bot',
      handle: async ({ body }) => {
        const url = stringAt(body.payload, 'interactions_endpoint_url');
        if (url !== undefined && !(await changeEndpoint(url))) {
          const message =
            'The specified interactions endpoint url could not be verified.';
          const errors = {
            interactions_endpoint_url: {
              _errors: [
                { code: 'APPLICATION_INTERACTIONS_ENDPOINT_INVALID', message },
              ],
            },
          };
          return {
            status: 400,
            body: { message: 'Invalid Form Body', code: 50_035, errors },
          };
        }
        return application();
      },
    },
    {
      operation: 'user.get',
      method: 'GET',
      path: '/users/@me',
      auth: 'bot',
      handle: () => ({
        status: 200,
        body: {
          ...botJson(applicationId, parts.applicationName),
          mfa_enabled: false,
          locale: 'en-US',
        },
      }),
    },
  ];
}
