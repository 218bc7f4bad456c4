import { h, replace } from '../dom.ts';

export interface ListItem {
  readonly label: string;
  readonly hint?: string;
  readonly choose: () => void;
}

export interface Listbox {
  readonly element: HTMLElement;
  readonly show: (items: readonly ListItem[], emptyText?: string) => void;
  readonly hide: () => void;
  readonly isOpen: () => boolean;
  /** True where the key was meant for the list. */
  readonly handleKey: (event: KeyboardEvent) => boolean;
}

let lists = 0;

/** Suggestions above an input: arrows move, Enter and Tab choose, Escape closes. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function createListbox(input: HTMLInputElement, label: string): Listbox {
  lists += 1;
  const id = `list-${lists}`;
  const element = h('ul', {
    class: 'listbox',
    role: 'listbox',
    id,
    'aria-label': label,
    hidden: true,
  });
  let items: readonly ListItem[] = [];
  let active = 0;
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-controls': id,
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
  })) {
    input.setAttribute(name, value);
  }

  function mark(): void {
    for (const [index, child] of [...element.children].entries()) {
      child.setAttribute('aria-selected', String(index === active));
      if (index === active) child.scrollIntoView({ block: 'nearest' });
    }
    if (items.length > 0)
      input.setAttribute('aria-activedescendant', `${id}-${active}`);
    else input.removeAttribute('aria-activedescendant');
  }
  function hide(): void {
    element.hidden = true;
    items = [];
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }
  function choose(index: number): void {
    const item = items[index];
    hide();
    item?.choose();
  }

  return {
    element,
    hide,
    isOpen: () => !element.hidden,
    show: (next, emptyText) => {
      items = next;
      active = 0;
      if (next.length === 0 && emptyText === undefined) {
        hide();
        return;
      }
      replace(
        element,
        next.length === 0
          ? h('li', { class: 'empty' }, emptyText ?? '')
          : undefined,
        next.map((item, index) =>
          h(
            'li',
            {
              role: 'option',
              id: `${id}-${index}`,
              on: {
                // The input keeps its focus.
                mousedown: (event) => event.preventDefault(),
                click: () => choose(index),
              },
            },
            h('span', { class: 'label' }, item.label),
            item.hint === undefined
              ? undefined
              : h('span', { class: 'hint' }, item.hint),
          ),
        ),
      );
      element.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      mark();
    },
    handleKey: (event) => {
      if (element.hidden) return false;
      const last = items.length - 1;
      switch (event.key) {
        case 'ArrowDown':
          active = active >= last ? 0 : active + 1;
          break;
        case 'ArrowUp':
          active = active <= 0 ? Math.max(0, last) : active - 1;
          break;
        case 'Enter':
        case 'Tab':
          if (items.length === 0) return false;
          event.preventDefault();
          choose(active);
          return true;
        case 'Escape':
          event.preventDefault();
          hide();
          return true;
        default:
          return false;
      }
      event.preventDefault();
      mark();
      return true;
    },
  };
}
