import type { Fault } from '../../../discord/index.ts';
import { button, h, replace, type Child } from '../dom.ts';
import { act } from '../server.ts';
import type { Store } from '../store.ts';

const DISCORD_FAULTS: readonly { label: string; fault: Fault }[] = [
  {
    label: 'Next deferral: unknown webhook (10015) twice',
    fault: { kind: 'unknown-webhook', tries: 2 },
  },
  { label: 'Next token: expires at once', fault: { kind: 'expired-token' } },
  {
    label: 'Next response: counts as too late',
    fault: { kind: 'late-answer' },
  },
  {
    label: 'Next interaction: delivered twice',
    fault: { kind: 'duplicate-delivery' },
  },
  {
    label: 'Next interaction: preceded by a bad signature',
    fault: { kind: 'bad-signature-probe' },
  },
  {
    label: 'Next call: 429, retry after 2 s',
    fault: { kind: 'rate-limit', retryAfterSeconds: 2 },
  },
  {
    label: 'All calls for 20 s: blocked by Cloudflare',
    fault: { kind: 'cloudflare-limit', retryAfterSeconds: 20 },
  },
  {
    label: 'Next call: global 429',
    fault: { kind: 'rate-limit', retryAfterSeconds: 1, scope: 'global' },
  },
  {
    label: 'Next call: 500, not carried out',
    fault: { kind: 'server-error', status: 500 },
  },
  {
    label: 'Next call: carried out, then 502',
    fault: { kind: 'server-error', status: 502, afterEffect: true },
  },
  {
    label: 'Next call: carried out, connection dropped',
    fault: { kind: 'drop' },
  },
  {
    label: 'Every call: takes 2 s',
    fault: { kind: 'slow', ms: 2000, times: 'always' },
  },
];

function isOn(active: readonly Fault[], { kind, ...rest }: Fault): boolean {
  return active.some(
    (fault) =>
      fault.kind === kind &&
      Object.entries(rest).every(([key, value]) =>
        Object.entries(fault).some(([k, v]) => k === key && v === value),
      ),
  );
}

/** Switches for faults on both sides. */
export function createFaultsPanel(
  store: Store,
  githubFaults: readonly string[],
): HTMLElement {
  const panel = h('section');
  function toggle(
    label: string,
    on: boolean,
    change: (next: boolean) => void,
  ): Child {
    const box = h('input', {
      type: 'checkbox',
      role: 'switch',
      checked: on,
      'data-key': label,
    });
    box.addEventListener('change', () => change(box.checked));
    return h('label', { class: 'switch' }, box, h('span', {}, label));
  }
  function draw(): void {
    const { settings } = store.data();
    replace(
      panel,
      h('h3', {}, 'Discord'),
      DISCORD_FAULTS.map(({ label, fault }) =>
        toggle(label, isOn(settings.faults, fault), (next) => {
          void (next
            ? act('fault', { fault })
            : act('clear-faults', { kind: fault.kind }));
        }),
      ),
      h('h3', {}, 'GitHub'),
      h(
        'p',
        { class: 'hint' },
        'Each click arms one fault. “Clear all” removes all of them.',
      ),
      githubFaults.map((name) =>
        button(name, () => void act('github-fault', { name }), {
          class: settings.githubFaults.includes(name) ? 'small armed' : 'small',
        }),
      ),
      settings.outage === null
        ? undefined
        : h('p', { class: 'bad' }, `GitHub is ${settings.outage}.`),
      h('h3', {}, 'Deployed site'),
      toggle(
        '/health answers 503',
        settings.siteBroken,
        (broken) => void act('site', { broken }),
      ),
      h(
        'p',
        {},
        button('Clear all', () => void act('clear-faults', {}), {
          class: 'primary',
        }),
      ),
    );
  }
  store.on(['settings'], draw);
  return panel;
}
