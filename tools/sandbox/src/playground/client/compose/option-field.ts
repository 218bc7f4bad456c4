import type { CommandEntry, OptionEntry } from './command-entry.ts';
import { optionPayload } from './command-entry.ts';
import { h } from '../dom.ts';
import { createListbox } from './listbox.ts';
import { act } from '../server.ts';
import type { Store } from '../store.ts';

export interface OptionField {
  readonly element: HTMLElement;
  readonly control: HTMLInputElement | HTMLSelectElement;
}

interface Parts {
  readonly entry: CommandEntry;
  readonly option: OptionEntry;
  readonly values: Map<string, string>;
  readonly store: Store;
}

type Choice = OptionEntry['choices'][number];

const SUGGEST_AFTER_MS = 120;

/** What can be chosen instead of typed: true or false, the command's own choices, people, places, roles. */
function choicesOf({ option, store }: Parts): readonly Choice[] {
  const { members, channels, operatorRole } = store.data();
  switch (option.type) {
    case 5:
      return [
        { name: 'True', value: 'true' },
        { name: 'False', value: 'false' },
      ];
    case 6:
      return Object.values(members).map(({ id, displayName }) => ({
        name: displayName,
        value: id,
      }));
    case 7:
      return channels.map(({ id, name }) => ({ name: `#${name}`, value: id }));
    case 8:
      return [{ name: 'operators', value: operatorRole }];
    default:
      return option.choices;
  }
}

function selectField(parts: Parts): HTMLSelectElement {
  const { option, values } = parts;
  const choices = choicesOf(parts);
  const select = h(
    'select',
    { required: option.required },
    h('option', { value: '' }, option.required ? 'choose…' : '—'),
    choices.map(({ name, value }) =>
      h('option', { value: String(value) }, name),
    ),
  );
  select.value = values.get(option.name) ?? '';
  select.addEventListener('change', () =>
    values.set(option.name, select.value),
  );
  return select;
}

function inputField({ option, values }: Parts): HTMLInputElement {
  const number = option.type === 4 || option.type === 10;
  const input = h('input', {
    type: number ? 'number' : 'text',
    required: option.required,
    ...(number
      ? {
          min: option.min,
          max: option.max,
          step: option.type === 4 ? 1 : 'any',
        }
      : {}),
    placeholder: option.description,
    spellcheck: 'false',
  });
  input.value = values.get(option.name) ?? '';
  input.addEventListener('input', () => values.set(option.name, input.value));
  return input;
}

/** Asks the app while the person types; answers that were overtaken are dropped. */
function withAutocomplete(input: HTMLInputElement, parts: Parts): HTMLElement {
  const { entry, option, values, store } = parts;
  const list = createListbox(input, `Suggestions for ${option.name}`);
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function ask(): Promise<void> {
    asked += 1;
    const mine = asked;
    const options = optionPayload(entry, values, option.name);
    const result = await act('autocomplete', {
      name: entry.command,
      options,
      member: store.identity(),
      channelId: store.channelId(),
    });
    if (mine !== asked || document.activeElement !== input) return;
    const choices =
      result.acknowledgement?.kind === 'choices'
        ? result.acknowledgement.choices
        : [];
    const failed =
      result.outcome === 'answered'
        ? 'No options match your search'
        : 'Loading options failed';
    list.show(
      choices.map((choice) => ({
        label: String(choice['name']),
        choose: () => {
          input.value = String(choice['value']);
          values.set(option.name, input.value);
        },
      })),
      failed,
    );
  }
  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), SUGGEST_AFTER_MS);
  }
  input.addEventListener('input', later);
  input.addEventListener('focus', later);
  input.addEventListener('blur', () => {
    clearTimeout(timer);
    list.hide();
  });
  input.addEventListener('keydown', (event) => {
    if (list.handleKey(event)) event.stopPropagation();
  });
  return list.element;
}

/** The field of one option, as Discord shows it after the command's name. */
export function optionField(parts: Parts): OptionField {
  const { option } = parts;
  const control =
    choicesOf(parts).length > 0 ? selectField(parts) : inputField(parts);
  control.name = option.name;
  control.title = option.description;
  const list =
    option.autocomplete && control instanceof HTMLInputElement
      ? withAutocomplete(control, parts)
      : undefined;
  const name = option.required ? option.name : `${option.name}?`;
  return {
    control,
    element: h(
      'label',
      { class: 'option' },
      h('span', {}, name),
      control,
      list,
    ),
  };
}
