import type { Problem } from '../wire/api-error.ts';
import { isObject, listAt, stringAt, type JsonObject } from '../wire/json.ts';
import {
  badLength,
  notAllowed,
  repeated,
  required,
  tooLong,
  tooMany,
} from './rule.ts';

/** https://docs.discord.com/developers/components/reference#component-object-component-types */
export const COMPONENT = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  channelSelect: 8,
  label: 18,
} as const;

const LINK_STYLE = 5;

interface Placed {
  readonly path: string;
  readonly component: JsonObject;
}

/** Every component with its path, nested ones included. */
export function flatten(
  components: readonly unknown[],
  path: string,
): Placed[] {
  return components.flatMap((component, index) => {
    if (!isObject(component)) return [];
    const at = `${path}.${index}`;
    const accessory = component['accessory'];
    const inner = component['component'];
    return [
      { path: at, component },
      ...flatten(listAt(component, 'components'), `${at}.components`),
      ...(isObject(accessory)
        ? [{ path: `${at}.accessory`, component: accessory }]
        : []),
      ...(isObject(inner)
        ? [{ path: `${at}.component`, component: inner }]
        : []),
    ];
  });
}

function isSelect(type: unknown): boolean {
  return (
    typeof type === 'number' &&
    (type === COMPONENT.stringSelect ||
      (type >= COMPONENT.userSelect && type <= COMPONENT.channelSelect))
  );
}

function buttonProblems({ path, component }: Placed): Problem[] {
  const link = component['style'] === LINK_STYLE;
  const label = component['label'];
  return [
    ...tooLong(`${path}.label`, label, 80),
    ...((label === undefined || label === '') &&
    component['emoji'] === undefined
      ? [
          notAllowed(
            path,
            'A button must have a label or emoji',
            'BUTTON_COMPONENT_INVALID',
          ),
        ]
      : []),
    ...(link
      ? required(`${path}.url`, component['url'])
      : required(`${path}.custom_id`, component['custom_id'])),
    ...(link && component['custom_id'] !== undefined
      ? [
          notAllowed(
            `${path}.custom_id`,
            'A custom id and url cannot both be specified',
            'BUTTON_COMPONENT_CUSTOM_ID_URL_CONFLICT',
          ),
        ]
      : []),
    ...(!link && component['url'] !== undefined
      ? [
          notAllowed(
            `${path}.url`,
            'A url can only be specified for link buttons',
            'BUTTON_COMPONENT_INVALID_URL',
          ),
        ]
      : []),
    ...tooLong(`${path}.url`, component['url'], 512),
  ];
}

function selectProblems({ path, component }: Placed): Problem[] {
  const options = listAt(component, 'options');
  return [
    ...required(`${path}.custom_id`, component['custom_id']),
    ...tooLong(`${path}.placeholder`, component['placeholder'], 150),
    ...tooMany(`${path}.options`, options, 25),
    ...options.flatMap((option, index) => {
      const at = `${path}.options.${index}`;
      const { label, value, description } = isObject(option) ? option : {};
      return [
        ...required(`${at}.label`, label),
        ...required(`${at}.value`, value),
        ...tooLong(`${at}.label`, label, 100),
        ...tooLong(`${at}.value`, value, 100),
        ...tooLong(`${at}.description`, description, 100),
      ];
    }),
  ];
}

function rowProblems({ path, component }: Placed): Problem[] {
  const children = listAt(component, 'components').filter(isObject);
  const selects = children.filter((child) => isSelect(child['type'])).length;
  const wide = children.length > 5 || (selects > 0 && children.length > 1);
  return children.length === 0
    ? [
        notAllowed(
          `${path}.components`,
          'Must be between 1 and 5 in length.',
          'BASE_TYPE_BAD_LENGTH',
        ),
      ]
    : wide
      ? [
          notAllowed(
            path,
            'The specified component exceeds the maximum width',
            'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
          ),
        ]
      : [];
}

function oneProblem(placed: Placed): Problem[] {
  const { type } = placed.component;
  const own =
    type === COMPONENT.row
      ? rowProblems(placed)
      : type === COMPONENT.button
        ? buttonProblems(placed)
        : isSelect(type)
          ? selectProblems(placed)
          : [];
  return [
    ...own,
    ...badLength(
      `${placed.path}.custom_id`,
      placed.component['custom_id'],
      1,
      100,
    ),
  ];
}

/** Checks the components of a message. https://docs.discord.com/developers/components/reference */
export function componentsProblems(
  components: readonly unknown[],
  version2: boolean,
): Problem[] {
  const all = flatten(components, 'components');
  const ids = all.flatMap(({ path, component }) => {
    const value = stringAt(component, 'custom_id');
    return value === undefined ? [] : [{ path: `${path}.custom_id`, value }];
  });
  const strangers = components.flatMap((component, index) =>
    version2 || (isObject(component) && component['type'] === COMPONENT.row)
      ? []
      : [
          notAllowed(
            `components.${index}.type`,
            'Value of field "type" must be one of (1,).',
            'UNION_TYPE_CHOICES',
          ),
        ],
  );
  return [
    ...(version2
      ? tooMany('components', all, 40)
      : tooMany('components', components, 5)),
    ...strangers,
    ...all.flatMap(oneProblem),
    ...repeated(ids).map(({ path }) =>
      notAllowed(
        path,
        'Component custom id cannot be duplicated',
        'COMPONENT_CUSTOM_ID_DUPLICATED',
      ),
    ),
  ];
}
