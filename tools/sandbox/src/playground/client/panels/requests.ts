import type { LoggedRequest } from '../../../github/index.ts';
import type { PageRequest, Snapshot } from '../../wire.ts';
import { button, h, replace } from '../dom.ts';
import type { Store } from '../store.ts';
import { milliseconds } from '../time.ts';

type Side = 'discord' | 'github';

function pretty(text: string): string {
  // A multipart body is its JSON, then a line for each file.
  const [first = '', ...files] = text.split('\n');
  try {
    return [JSON.stringify(JSON.parse(first), null, 2), ...files].join('\n');
  } catch {
    return text;
  }
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function part(title: string, text: string): HTMLElement[] {
  return text === ''
    ? []
    : [
        h('h3', { class: 'part' }, title),
        // A long text scrolls, so the keyboard must reach it.
        h('pre', { tabindex: 0, role: 'group', 'aria-label': title }, text),
      ];
}

function summary(
  mark: string,
  title: string,
  status: string,
  bad: boolean,
  took: string,
): HTMLElement {
  return h(
    'summary',
    { class: bad ? 'bad' : '' },
    h('span', { class: 'mark', 'aria-hidden': true }, mark),
    h('span', { class: 'title' }, title),
    h('span', { class: 'status' }, status),
    h('span', { class: 'took' }, took),
  );
}

/** What a request is about, shorter than its path. */
function titleOf(request: PageRequest, { interactions }: Snapshot): string {
  if (request.direction === 'in')
    return `${request.method} ${request.operation}`;
  const about = interactions.find(({ id }) => id === request.interactionId);
  if (about === undefined) return request.status === 401 ? 'probe' : 'PING';
  return about.kind === 'command'
    ? `/${about.name}`
    : `${about.kind} ${about.name}`;
}

function discordEntry(request: PageRequest, data: Snapshot): HTMLElement {
  const out = request.direction === 'out';
  const status = request.status === 0 ? 'no response' : String(request.status);
  return h(
    'details',
    { class: 'exchange', 'data-request': request.id },
    summary(
      out ? '→' : '←',
      titleOf(request, data),
      status,
      request.status === 0 || request.status >= 400,
      milliseconds(request.elapsedMs),
    ),
    h(
      'p',
      { class: 'who' },
      out ? 'Discord calls the app' : 'The app calls Discord',
    ),
    part(`${request.method} ${request.path}`, headerLines(request.headers)),
    part('Body', pretty(request.body)),
    part('Response', headerLines(request.responseHeaders)),
    part('Body', pretty(request.responseBody)),
  );
}

function githubEntry(request: LoggedRequest): HTMLElement {
  const bad = typeof request.status === 'string' || request.status >= 400;
  const body =
    request.body === undefined ? '' : JSON.stringify(request.body, null, 2);
  return h(
    'details',
    { class: 'exchange' },
    summary(
      '←',
      `${request.method} ${request.path}`,
      String(request.status),
      bad,
      request.fault ?? '',
    ),
    part('Request', headerLines(request.headers)),
    part('Body', body),
  );
}

/** What went over the wire, newest first; tokens are hidden. */
export function createRequestsPanel(store: Store): HTMLElement {
  const panel = h('section');
  const list = h('div');
  let side: Side = 'discord';
  let drawn = 0;

  function redraw(): void {
    const { requests, githubRequests } = store.data();
    drawn = requests.at(-1)?.id ?? 0;
    const entries =
      side === 'discord'
        ? requests.map((request) => discordEntry(request, store.data()))
        : githubRequests.map(githubEntry);
    replace(
      list,
      entries.length === 0
        ? h('p', { class: 'empty' }, 'No requests yet.')
        : undefined,
      entries.toReversed(),
    );
  }
  function draw(): void {
    // Only what is new is added, so that an opened entry stays open.
    const fresh = store.data().requests.filter(({ id }) => id > drawn);
    if (side === 'discord' && drawn > 0) {
      list.prepend(
        ...fresh
          .map((request) => discordEntry(request, store.data()))
          .toReversed(),
      );
      drawn = fresh.at(-1)?.id ?? drawn;
    } else if (side === 'discord' || list.querySelector('[open]') === null) {
      redraw();
    }
  }
  function choose(next: Side): void {
    side = next;
    redraw();
  }
  panel.append(
    h(
      'div',
      { class: 'row', role: 'group', 'aria-label': 'API' },
      button('Discord', () => choose('discord'), { class: 'small' }),
      button('GitHub', () => choose('github'), { class: 'small' }),
    ),
    list,
  );
  store.on(['requests'], draw);
  return panel;
}
