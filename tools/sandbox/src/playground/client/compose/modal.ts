import { byId, h, replace } from '../dom.ts';
import { objects, string, type Json } from '../json.ts';
import { act } from '../server.ts';
import type { Store } from '../store.ts';

interface Field {
  readonly customId: string;
  readonly label: string;
  readonly hint: string;
  readonly required: boolean;
  readonly long: boolean;
  readonly value: string;
  readonly maxLength: number;
}

/** Text inputs, in a Label (18) or in the older action rows (1). */
function fieldsOf(modal: Json): Field[] {
  return objects(modal['components']).flatMap((holder) =>
    [...objects([holder['component']]), ...objects(holder['components'])]
      .filter(({ type }) => type === 4)
      .map((input) => ({
        customId: string(input['custom_id']),
        label: string(holder['label']) || string(input['label']),
        hint: string(holder['description']) || string(input['placeholder']),
        required: input['required'] !== false,
        long: input['style'] === 2,
        value: string(input['value']),
        maxLength:
          typeof input['max_length'] === 'number' ? input['max_length'] : 4000,
      })),
  );
}

/** A modal of the app as a dialog; Escape and Cancel close it without an answer, as in Discord. */
export function openModal(modal: Json, store: Store, messageId?: string): void {
  const dialog = byId('modal') as HTMLDialogElement;
  const fields = fieldsOf(modal);
  const controls = fields.map((field) => {
    const control = h(field.long ? 'textarea' : 'input', {
      name: field.customId,
      required: field.required,
      maxlength: field.maxLength,
      placeholder: field.hint,
    }) as HTMLInputElement | HTMLTextAreaElement;
    control.value = field.value;
    return h(
      'label',
      {},
      field.required ? `${field.label} *` : field.label,
      control,
    );
  });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', {}, string(modal['title'])),
    controls,
    problem,
    h(
      'div',
      { class: 'form-buttons' },
      h(
        'button',
        { type: 'button', class: 'quiet', on: { click: () => dialog.close() } },
        'Cancel',
      ),
      h('button', { type: 'submit', class: 'primary' }, 'Submit'),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const entries = [...new FormData(form)].map(
      ([name, value]) => [name, String(value)] as const,
    );
    act('modal', {
      customId: string(modal['custom_id']),
      fields: Object.fromEntries(entries),
      member: store.identity(),
      ...(messageId === undefined ? {} : { messageId }),
    }).then(
      ({ outcome }) => {
        if (outcome === 'answered') dialog.close();
        else problem.textContent = 'Something went wrong. Try again.';
      },
      (error: unknown) => {
        problem.textContent =
          error instanceof Error ? error.message : String(error);
      },
    );
  });
  replace(dialog, form);
  dialog.showModal();
}
