import type { MemberName } from '../../discord/index.ts';
import { mountChannel } from './channel/channel.ts';
import { mountComposer } from './compose/composer.ts';
import { button, byId, h, replace } from './dom.ts';
import { createEndpointPanel } from './panels/endpoint.ts';
import { createFaultsPanel } from './panels/faults.ts';
import { createGitHubPanel } from './panels/github.ts';
import { openModal } from './compose/modal.ts';
import { createRequestsPanel } from './panels/requests.ts';
import { act, listen, names } from './server.ts';
import { createStore } from './store.ts';
import { mountTabs } from './tabs.ts';
import { mountTheme } from './theme.ts';
import { keepTimesFresh } from './time.ts';
import { createTimelinePanel } from './panels/timeline.ts';

const ROLES: Readonly<Record<MemberName, string>> = {
  admin: 'admin',
  operator: 'operator',
  member: 'plain member',
};

const store = createStore();
const { plans, githubFaults } = await names();

mountTheme(store.isReady);
const composer = mountComposer(byId('composer'), store);
mountChannel(byId('messages'), store, {
  tryCommand: composer.fill,
  use: (message, customId, values) => {
    act('click', {
      messageId: message.id,
      customId,
      member: store.identity(),
      ...(values === undefined ? {} : { values }),
    }).then(
      ({ acknowledgement }) => {
        if (acknowledgement?.kind === 'modal')
          openModal(acknowledgement.modal, store, message.id);
      },
      (error: unknown) => {
        byId('connection').textContent =
          error instanceof Error ? error.message : String(error);
      },
    );
  },
});
mountTabs(byId('tabs'), byId('panels'), [
  { id: 'timeline', label: 'Timeline', panel: createTimelinePanel(store) },
  { id: 'github', label: 'GitHub', panel: createGitHubPanel(store, plans) },
  {
    id: 'faults',
    label: 'Faults',
    panel: createFaultsPanel(store, githubFaults),
  },
  { id: 'requests', label: 'Requests', panel: createRequestsPanel(store) },
  { id: 'endpoint', label: 'Endpoint', panel: createEndpointPanel(store) },
]);

store.on(['identity'], () => {
  const identity = byId('identity') as HTMLSelectElement;
  const { members, channels } = store.data();
  replace(
    identity,
    (Object.keys(members) as MemberName[]).map((name) =>
      h(
        'option',
        { value: name, selected: name === store.identity() },
        `${members[name].displayName} (${ROLES[name]})`,
      ),
    ),
  );
  replace(
    byId('channels'),
    channels.map(({ id, name }) =>
      button(`#${name}`, () => store.setChannel(id), {
        class: 'quiet',
        'aria-current': id === store.channelId() ? 'true' : undefined,
      }),
    ),
  );
  const channel = channels.find(({ id }) => id === store.channelId());
  document.title = `#${channel?.name ?? ''} · Yardmaster sandbox`;
});
byId('identity').addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement)
    store.setIdentity(target.value as MemberName);
});
store.on(['settings'], () => {
  const { state } = store.data().settings.app;
  const badge = byId('app-state');
  badge.textContent = state === 'outside' ? 'your endpoint' : `app ${state}`;
  badge.dataset['state'] = state;
});

keepTimesFresh();
setInterval(store.refresh, 10_000);
listen(store.apply, (connected) => {
  const badge = byId('connection');
  badge.textContent = connected ? 'live' : 'reconnecting…';
  badge.dataset['state'] = connected ? 'running' : 'stopped';
});
