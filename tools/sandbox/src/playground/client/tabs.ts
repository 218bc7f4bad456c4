import { h } from './dom.ts';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

/** https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function mountTabs(
  bar: HTMLElement,
  panels: HTMLElement,
  tabs: readonly Tab[],
): void {
  const saved = localStorage.getItem('tab');
  const buttons = tabs.map(({ id, label }) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${id}`,
        'aria-controls': `panel-${id}`,
      },
      label,
    ),
  );
  function select(index: number): void {
    for (const [place, tab] of tabs.entries()) {
      const chosen = place === index;
      tab.panel.hidden = !chosen;
      buttons[place]?.setAttribute('aria-selected', String(chosen));
      buttons[place]?.setAttribute('tabindex', chosen ? '0' : '-1');
      if (chosen) localStorage.setItem('tab', tab.id);
    }
  }
  for (const [index, button] of buttons.entries()) {
    button.addEventListener('click', () => select(index));
    button.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      if (step === 0) return;
      const next = (index + step + tabs.length) % tabs.length;
      select(next);
      buttons[next]?.focus();
    });
  }
  for (const { id, panel } of tabs) {
    panel.id = `panel-${id}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', `tab-${id}`);
    panel.classList.add('panel');
  }
  bar.append(...buttons);
  panels.append(...tabs.map(({ panel }) => panel));
  select(
    Math.max(
      0,
      tabs.findIndex(({ id }) => id === saved),
    ),
  );
}
