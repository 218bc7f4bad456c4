import type { PageInteraction, PageRequest } from '../../wire.ts';
import { button, h, replace } from '../dom.ts';
import { act } from '../server.ts';
import type { Store } from '../store.ts';
import { milliseconds } from '../time.ts';

const ANSWER_LIMIT_MS = 3000;
const TOKEN_LIFE_MS = 15 * 60_000;
const SHOWN = 12;

function bar(part: number, kind: string): HTMLElement {
  return h(
    'span',
    { class: `bar ${kind}`, 'aria-hidden': true },
    h('span', {
      style: `width: ${Math.min(100, Math.max(1, part * 100)).toFixed(1)}%`,
    }),
  );
}

function requestLine(request: PageRequest, startedAt: number): HTMLElement {
  return h(
    'li',
    { class: request.status >= 400 || request.status === 0 ? 'bad' : '' },
    h(
      'span',
      { class: 'when' },
      `+${milliseconds(Date.parse(request.at) - startedAt)}`,
    ),
    h('span', {}, request.operation),
    h(
      'span',
      { class: 'status' },
      request.status === 0 ? 'dropped' : String(request.status),
    ),
    h('span', { class: 'took' }, milliseconds(request.elapsedMs)),
  );
}

function answerLine({
  outcome,
  elapsedMs,
  state,
}: PageInteraction): HTMLElement {
  const took = elapsedMs ?? 0;
  const words =
    outcome === undefined
      ? 'waiting for a response…'
      : `${outcome === 'answered' ? state : outcome} after ${milliseconds(took)} of 3,000 ms`;
  const bad = outcome !== undefined && outcome !== 'answered';
  return h(
    'p',
    { class: bad ? 'answer bad' : 'answer' },
    bar(took / ANSWER_LIMIT_MS, bad || took > 2000 ? 'warn' : 'fine'),
    words,
  );
}

/** Every interaction against its two limits: 3 s for the answer, 15 min for the token. */
export function createTimelinePanel(store: Store): HTMLElement {
  const panel = h('section');
  function draw(): void {
    const { interactions, requests } = store.data();
    const shown = interactions
      .filter(({ kind }) => kind !== 'autocomplete')
      .slice(-SHOWN)
      .toReversed();
    const now = Date.now();
    replace(
      panel,
      shown.length === 0
        ? h(
            'p',
            { class: 'empty' },
            'Send a command to see how long its response took.',
          )
        : undefined,
      shown.map((interaction) => {
        const { id, createdAt, kind, name, state } = interaction;
        const own = requests.filter(
          (request) =>
            request.interactionId === id && request.direction === 'in',
        );
        const age = now - createdAt;
        const left = TOKEN_LIFE_MS - age;
        const dead = left <= 0 || state === 'lost';
        return h(
          'article',
          { class: 'card' },
          h('h3', {}, kind === 'command' ? `/${name}` : `${kind}: ${name}`),
          answerLine(interaction),
          h(
            'p',
            { class: 'token' },
            bar(age / TOKEN_LIFE_MS, dead ? 'warn' : 'fine'),
            dead
              ? 'token expired'
              : `token valid for ${Math.ceil(left / 60_000)} more min`,
            dead
              ? undefined
              : button(
                  'Expire',
                  () => void act('expire-token', { interactionId: id }),
                  { key: `expire-${id}`, class: 'small quiet' },
                ),
          ),
          h(
            'ol',
            { class: 'requests' },
            own.map((request) => requestLine(request, createdAt)),
          ),
        );
      }),
    );
  }
  store.on(['timeline'], draw);
  return panel;
}
