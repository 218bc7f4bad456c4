import { h, type Child } from '../dom.ts';
import { textDisplay } from './embed.ts';
import { objects, string, type Json } from '../json.ts';
import type { Names } from './markdown-dom.ts';

export interface ComponentContext {
  readonly names: Names;
  /** Values are those of a select menu. */
  readonly use: (customId: string, values?: readonly string[]) => void;
  /** Makes keys of controls unique over messages. */
  readonly messageId: string;
}

const STYLES: Readonly<Record<number, string>> = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'destructive',
  5: 'link',
};

function emojiOf(component: Json): string {
  const emoji = component['emoji'];
  const name =
    typeof emoji === 'object' && emoji !== null && 'name' in emoji
      ? emoji.name
      : '';
  return typeof name === 'string' && name !== '' ? `${name} ` : '';
}

function buttonElement(
  component: Json,
  { use, messageId }: ComponentContext,
): HTMLElement {
  const style = STYLES[Number(component['style'])] ?? 'secondary';
  const label = emojiOf(component) + string(component['label']);
  const shape = `component-button component-${style}`;
  if (style === 'link') {
    const href = string(component['url']);
    return h(
      'a',
      { class: shape, href, target: '_blank', rel: 'noopener noreferrer' },
      `${label} ↗`,
    );
  }
  const customId = string(component['custom_id']);
  return h(
    'button',
    {
      type: 'button',
      class: shape,
      disabled: component['disabled'] === true,
      'data-key': `${messageId}:${customId}`,
      on: { click: () => use(customId) },
    },
    label,
  );
}

function selectElement(
  component: Json,
  { use, messageId }: ComponentContext,
): HTMLElement {
  const customId = string(component['custom_id']);
  const select = h(
    'select',
    {
      class: 'component-select',
      'aria-label': string(component['placeholder']) || 'Choose',
      disabled: component['disabled'] === true,
      'data-key': `${messageId}:${customId}`,
    },
    h(
      'option',
      { value: '' },
      string(component['placeholder']) || 'Make a selection',
    ),
    objects(component['options']).map((option) =>
      h(
        'option',
        {
          value: string(option['value']),
          selected: option['default'] === true,
        },
        string(option['label']),
      ),
    ),
  );
  select.addEventListener('change', () => {
    if (select.value !== '') use(customId, [select.value]);
  });
  return select;
}

/** Rows with buttons and selects, and the parts of components v2 that carry text. */
export function componentElement(
  component: Json,
  context: ComponentContext,
): Child {
  const inner = (): Child[] =>
    objects(component['components']).map((child) =>
      componentElement(child, context),
    );
  switch (component['type']) {
    case 1:
      return h('div', { class: 'component-row', role: 'group' }, inner());
    case 2:
      return buttonElement(component, context);
    case 3:
      return selectElement(component, context);
    case 9: {
      const accessory = component['accessory'];
      const beside = objects([accessory]).map((child) =>
        componentElement(child, context),
      );
      return h(
        'div',
        { class: 'component-section' },
        h('div', {}, inner()),
        beside,
      );
    }
    case 10:
      return textDisplay(string(component['content']), context.names);
    case 14:
      return h('hr');
    case 17:
      return h('div', { class: 'component-container' }, inner());
    default:
      return h(
        'em',
        { class: 'unknown' },
        `(component type ${String(component['type'])} is not drawn here)`,
      );
  }
}
