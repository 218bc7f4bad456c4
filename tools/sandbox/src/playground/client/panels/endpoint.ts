import { button, h, replace } from '../dom.ts';
import { act } from '../server.ts';
import type { Store } from '../store.ts';

/** Where interactions go, whether that endpoint would be accepted, and the app behind it. */
export function createEndpointPanel(store: Store): HTMLElement {
  const facts = h('dl');
  const result = h('div', { role: 'status' });
  const appPart = h('div');
  async function check(): Promise<void> {
    replace(result, h('p', {}, 'Checking…'));
    const { ok, steps } = await act('check', {});
    replace(
      result,
      h(
        'p',
        { class: ok ? 'good' : 'bad' },
        ok ? 'Discord would accept it.' : 'Discord would refuse it.',
      ),
      h(
        'ul',
        {},
        steps.map((step) =>
          h(
            'li',
            { class: step.ok ? '' : 'bad' },
            `${step.ok ? 'Good' : 'Bad'}: ${step.name}: expected ${step.expected}, got ${step.got} in ${Math.round(step.elapsedMs)} ms`,
          ),
        ),
      ),
    );
  }
  function draw(): void {
    const {
      settings,
      publicKey,
      applicationId,
      discordUrl,
      githubUrl,
      repository,
    } = store.data();
    const rows: [string, string][] = [
      ['Interactions endpoint', settings.endpoint ?? 'none'],
      ['Application id', applicationId],
      ['Public key', publicKey],
      ['Discord API', discordUrl],
      ['GitHub API', `${githubUrl} (${repository})`],
    ];
    replace(
      facts,
      rows.map(([name, value]) => [
        h('dt', {}, name),
        h('dd', {}, h('code', {}, value)),
      ]),
    );
    const { state, log } = settings.app;
    const verbs: [string, 'restart' | 'kill' | 'start'][] =
      state === 'stopped'
        ? [['Start', 'start']]
        : [
            ['Restart', 'restart'],
            ['Kill', 'kill'],
          ];
    replace(
      appPart,
      state === 'outside'
        ? h(
            'p',
            {},
            'The sandbox did not start this app: start and stop it yourself.',
          )
        : [
            h('p', {}, `The app is ${state}.`),
            h(
              'div',
              { class: 'row' },
              verbs.map(([label, verb]) =>
                button(label, () => void act('app', { verb }), {
                  class: 'small',
                }),
              ),
            ),
            h(
              'details',
              {},
              h('summary', {}, 'Output'),
              h(
                'pre',
                {
                  class: 'log',
                  tabindex: 0,
                  role: 'group',
                  'aria-label': 'Output',
                },
                log.join('\n'),
              ),
            ),
          ],
    );
  }
  store.on(['settings'], draw);
  return h(
    'section',
    {},
    h('h3', {}, 'Endpoint'),
    facts,
    button('Check endpoint', () => void check(), { class: 'primary' }),
    result,
    h('h3', {}, 'App'),
    appPart,
  );
}
