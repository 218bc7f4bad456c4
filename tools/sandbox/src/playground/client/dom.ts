/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

export type Child = Node | string | null | undefined | false | readonly Child[];

export interface Properties {
  /** Event listeners by event name. */
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
  [attribute: string]: unknown;
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (typeof child === 'string')
      parent.appendChild(document.createTextNode(child));
    else if (child instanceof Node) parent.appendChild(child);
    else append(parent, child);
  }
}

/** An element with attributes, listeners and children; text is text, never HTML. */
export function h<Tag extends string>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): Tag extends keyof HTMLElementTagNameMap
  ? HTMLElementTagNameMap[Tag]
  : HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (
      name === 'on' ||
      value === undefined ||
      value === null ||
      value === false
    )
      continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, listener] of Object.entries(properties.on ?? {})) {
    element.addEventListener(name, listener);
  }
  append(element, children);
  return element as ReturnType<typeof h<Tag>>;
}

/** Puts these children in the place of all that were there, without losing the focus, or what was folded open. */
export function replace(parent: Element, ...children: readonly Child[]): void {
  const focused = parent.contains(document.activeElement)
    ? document.activeElement?.getAttribute('data-key')
    : null;
  const opened = new Map(
    [...parent.querySelectorAll<HTMLDetailsElement>('details[data-key]')].map(
      (details) => [details.dataset['key'], details.open],
    ),
  );
  parent.textContent = '';
  append(parent, children);
  for (const details of parent.querySelectorAll<HTMLDetailsElement>(
    'details[data-key]',
  )) {
    details.open = opened.get(details.dataset['key']) ?? details.open;
  }
  if (typeof focused === 'string') {
    parent
      .querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)
      ?.focus();
  }
}

export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element #${id}.`);
  return element;
}

/** A button; `key` keeps its focus over a redraw. */
export function button(
  label: string,
  run: () => void,
  properties: Properties & { key?: string } = {},
): HTMLButtonElement {
  const { key = label, ...rest } = properties;
  return h(
    'button',
    { type: 'button', 'data-key': key, on: { click: run }, ...rest },
    label,
  );
}
