import type { DeliveryResult } from '../discord/index.ts';
import type { Stack } from '../stack/stack.ts';
import { clearGitHubFaults, GITHUB_FAULTS } from './github-faults.ts';
import type { Hub } from './hub.ts';
import { PLANS } from './plans.ts';
import { RUN_VERBS } from './run-verbs.ts';
import type { Actions, SentResult } from './wire.ts';

function sent({
  interaction,
  status,
  elapsedMs,
  outcome,
  ...rest
}: DeliveryResult): SentResult {
  return {
    status,
    elapsedMs,
    interactionId: interaction.id,
    outcome,
    ...(rest.acknowledgement === undefined
      ? {}
      : { acknowledgement: rest.acknowledgement }),
    ...(rest.error === undefined ? {} : { error: rest.error.body }),
    ...(rest.notice === undefined ? {} : { notice: rest.notice }),
  };
}

type Handlers = { [Name in keyof Actions]: (body: Actions[Name]) => unknown };

function named<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new Error(`There is no "${name}" here.`);
  return found;
}

/** What the buttons of the page do; each returns what its request is answered with. */
export function createActions(
  { discord, github, site, app }: Stack,
  hub: Hub,
): Handlers {
  return {
    command: async (body) => sent(await discord.sendCommand(body)),
    autocomplete: async ({ options, ...body }) => {
      const focused = options.find((option) => option['focused'] === true);
      const name = String(focused?.['name'] ?? '');
      return sent(
        await discord.sendAutocomplete({ ...body, options, focused: name }),
      );
    },
    click: async ({ messageId, customId, ...rest }) =>
      sent(await discord.clickButton(messageId, customId, rest)),
    modal: async (body) => sent(await discord.submitModal(body)),
    fault: ({ fault }) => void discord.faults.add(fault),
    'clear-faults': ({ kind }) => {
      if (kind !== undefined) {
        for (const { kind: known } of discord.faults.list()) {
          if (known === kind) discord.faults.clear(known);
        }
        return;
      }
      discord.faults.clear();
      clearGitHubFaults(github);
      hub.clearGitHubFaults();
    },
    'expire-token': ({ interactionId }) => discord.expireToken(interactionId),
    'github-fault': ({ name }) => {
      named(GITHUB_FAULTS, name)(github);
      hub.addGitHubFault(name);
    },
    run: ({ id, verb }) => named(RUN_VERBS, verb)(github, id),
    plan: ({ name }) => {
      github.planNext(named(PLANS, name));
      hub.setNextPlan(name);
    },
    pace: ({ pace }) => {
      github.setPace(pace);
      hub.settingsChanged();
    },
    site: ({ broken }) => {
      site.setBroken(broken);
      hub.settingsChanged();
    },
    app: async ({ verb }) => {
      if (app === undefined)
        throw new Error(
          'The sandbox did not start this endpoint: start and stop it yourself.',
        );
      if (verb !== 'start') {
        await (verb === 'kill' ? app.kill() : app.stop());
        hub.setApp('stopped');
      }
      if (verb !== 'kill') {
        hub.setApp('starting');
        await app.start();
        hub.setApp('running');
      }
    },
    endpoint: ({ url }) => discord.setEndpoint(url),
    check: () => discord.checkEndpoint(),
  };
}
