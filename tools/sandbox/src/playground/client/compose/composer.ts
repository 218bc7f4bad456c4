import {
  commandEntries,
  isOffered,
  optionPayload,
  parseTyped,
  type CommandEntry,
} from './command-entry.ts';
import { h, replace } from '../dom.ts';
import { createListbox } from './listbox.ts';
import { openModal } from './modal.ts';
import { optionField } from './option-field.ts';
import { act } from '../server.ts';
import type { Store } from '../store.ts';

/** What to do about text that names no command. */
function unknownCommand(
  text: string,
  offered: readonly CommandEntry[],
): string {
  const [, name] = /^\/(\S+)/.exec(text.trim()) ?? [];
  if (name === undefined)
    return 'Only commands work here. Type / to list them.';
  const near = offered
    .filter(({ label }) => label.startsWith(name.slice(0, 2).toLowerCase()))
    .map(({ label }) => `/${label}`);
  return near.length === 0
    ? `There is no command /${name} for you here. Type / to list the commands.`
    : `There is no command /${name} for you here. Did you mean ${near.join(' or ')}?`;
}

/** The line at the bottom: pick a command, fill in its options, send it. */
export function mountComposer(
  container: HTMLElement,
  store: Store,
): { readonly fill: (text: string) => void } {
  const status = h('p', { class: 'composer-status', role: 'status' });

  function offered(): CommandEntry[] {
    const { commands } = store.data();
    const { permissions } = store.me();
    return commandEntries(commands).filter(({ command }) =>
      isOffered(
        commands.find(({ name }) => name === command),
        permissions,
      ),
    );
  }

  async function send(
    entry: CommandEntry,
    values: ReadonlyMap<string, string>,
  ): Promise<void> {
    status.textContent = `Sending /${entry.label}…`;
    showLine();
    try {
      const result = await act('command', {
        name: entry.command,
        options: optionPayload(entry, values),
        member: store.identity(),
        channelId: store.channelId(),
      });
      status.textContent = `/${entry.label}: ${result.outcome} after ${Math.round(result.elapsedMs)} ms`;
      if (result.acknowledgement?.kind === 'modal')
        openModal(result.acknowledgement.modal, store);
    } catch (error) {
      status.textContent =
        error instanceof Error ? error.message : String(error);
    }
  }

  /** A command was picked: its options as fields. */
  function showForm(
    entry: CommandEntry,
    given: Map<string, string> = new Map(),
  ): void {
    const values = new Map(given);
    const fields = entry.options.map((option) =>
      optionField({ entry, option, values, store }),
    );
    const form = h(
      'form',
      { class: 'command-form', 'aria-label': `/${entry.label}` },
      h(
        'div',
        { class: 'command-name' },
        h('strong', {}, `/${entry.label}`),
        h('span', {}, entry.description),
      ),
      h(
        'div',
        { class: 'options' },
        fields.map(({ element }) => element),
      ),
      h(
        'div',
        { class: 'form-buttons' },
        h('button', { type: 'submit', class: 'primary' }, 'Send'),
        h(
          'button',
          { type: 'button', class: 'quiet', on: { click: () => showLine() } },
          'Cancel',
        ),
      ),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(entry, values);
    });
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') showLine();
      if (event.key === 'Enter' && event.target instanceof HTMLSelectElement) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    replace(container, form, status);
    const first =
      fields[0]?.control ?? form.querySelector<HTMLElement>('[type=submit]');
    first?.focus();
  }

  function showLine(text = ''): void {
    const input = h('input', {
      type: 'text',
      class: 'command-line',
      'aria-label': 'Command line',
      placeholder: 'Type / to pick a command',
      spellcheck: 'false',
      'data-key': 'command-line',
    });
    const list = createListbox(input, 'Commands');
    function suggest(): void {
      if (!input.value.startsWith('/')) {
        list.hide();
        return;
      }
      const typed = input.value.slice(1).toLowerCase();
      const found = offered().filter(({ label }) => label.includes(typed));
      list.show(
        found.map((entry) => ({
          label: `/${entry.label}`,
          hint: entry.description,
          choose: () =>
            entry.options.length === 0
              ? void send(entry, new Map())
              : showForm(entry),
        })),
        typed.includes(' ') ? undefined : 'No such command',
      );
    }
    input.addEventListener('input', suggest);
    input.addEventListener('focus', suggest);
    input.addEventListener('blur', () => list.hide());
    input.addEventListener('keydown', (event) => {
      if (list.handleKey(event) || event.key !== 'Enter') return;
      const typed = parseTyped(input.value, offered());
      if (typed === undefined) {
        status.textContent = unknownCommand(input.value, offered());
        return;
      }
      const missing = typed.entry.options.some(
        ({ name, required }) => required && !typed.values.has(name),
      );
      if (missing) showForm(typed.entry, typed.values);
      else void send(typed.entry, typed.values);
    });
    replace(
      container,
      h('div', { class: 'line' }, list.element, input),
      status,
    );
    input.focus();
    if (text === '') return;
    input.value = text;
    suggest();
  }

  // As in Discord, whatever is typed outside of a field goes to the command line.
  document.addEventListener(
    'keydown',
    ({ key, ctrlKey, metaKey, altKey, target }) => {
      const inField =
        target instanceof HTMLElement &&
        target.closest('input, select, textarea, button, summary, dialog') !==
          null;
      if (
        inField ||
        key.length !== 1 ||
        key === ' ' ||
        ctrlKey ||
        metaKey ||
        altKey
      )
        return;
      container.querySelector<HTMLElement>('.command-line')?.focus();
    },
  );
  store.on(['commands'], () => {
    if (container.childElementCount === 0) showLine();
  });
  return {
    fill: (text) => showLine(text),
  };
}
