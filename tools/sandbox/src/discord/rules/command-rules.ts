import type { Problem } from '../wire/api-error.ts';
import {
  isObject,
  listAt,
  numberAt,
  stringAt,
  type JsonObject,
} from '../wire/json.ts';
import {
  badLength,
  notAllowed,
  repeated,
  required,
  tooLong,
  tooMany,
} from './rule.ts';
import { schemaProblems } from './schema.ts';

/** Command types and option types. https://docs.discord.com/developers/interactions/application-commands */
export const COMMAND_TYPE = { chatInput: 1, user: 2, message: 3 } as const;
export const OPTION_TYPE = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  number: 10,
} as const;

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

function nameProblems(
  path: string,
  name: unknown,
  chatInput: boolean,
): Problem[] {
  if (typeof name !== 'string' || name === '') return required(path, undefined);
  if (!chatInput) return badLength(path, name, 1, 32);
  return NAME.test(name) && name === name.toLowerCase()
    ? []
    : [
        notAllowed(
          path,
          'Command name is invalid',
          'APPLICATION_COMMAND_INVALID_NAME',
        ),
      ];
}

function isBranch(type: unknown): boolean {
  return type === OPTION_TYPE.subcommand || type === OPTION_TYPE.group;
}

function choicesProblems(path: string, option: JsonObject): Problem[] {
  const choices = listAt(option, 'choices');
  return [
    ...(option['autocomplete'] === true && choices.length > 0
      ? [
          notAllowed(
            path,
            'Autocomplete and choices are mutually exclusive',
            'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES',
          ),
        ]
      : []),
    ...tooMany(`${path}.choices`, choices, 25),
    ...choices.flatMap((choice, index) => {
      const at = `${path}.choices.${index}`;
      const { name, value } = isObject(choice) ? choice : {};
      return [
        ...required(`${at}.name`, name),
        ...tooLong(`${at}.name`, name, 100),
        ...tooLong(`${at}.value`, value, 100),
      ];
    }),
  ];
}

function optionsProblems(
  path: string,
  options: readonly unknown[],
  depth: number,
): Problem[] {
  const objects = options.filter(isObject);
  const names = objects.flatMap((option, index) => {
    const value = stringAt(option, 'name');
    return value === undefined
      ? []
      : [{ path: `${path}.${index}.name`, value }];
  });
  const firstOptional = objects.findIndex(
    ({ type, required: needed }) => !isBranch(type) && needed !== true,
  );
  return [
    ...tooMany(path, options, 25),
    ...repeated(names).map((again) =>
      notAllowed(
        again.path,
        'Option names must be unique',
        'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
      ),
    ),
    ...objects.flatMap((option, index) => {
      const at = `${path}.${index}`;
      const late =
        option['required'] === true &&
        firstOptional !== -1 &&
        index > firstOptional;
      const tooDeep =
        (option['type'] === OPTION_TYPE.group && depth > 0) ||
        (option['type'] === OPTION_TYPE.subcommand && depth > 1);
      return [
        ...nameProblems(`${at}.name`, option['name'], true),
        ...required(`${at}.description`, option['description']),
        ...badLength(`${at}.description`, option['description'], 1, 100),
        ...(late
          ? [
              notAllowed(
                at,
                'Required options must be placed before non-required options',
                'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
              ),
            ]
          : []),
        ...(tooDeep
          ? [
              notAllowed(
                `${at}.type`,
                'Sub-command option type is invalid here',
                'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
              ),
            ]
          : []),
        ...choicesProblems(at, option),
        ...optionsProblems(
          `${at}.options`,
          listAt(option, 'options'),
          depth + 1,
        ),
      ];
    }),
  ];
}

function textSize(node: unknown): number {
  if (!isObject(node)) return 0;
  const own = [node['name'], node['description'], node['value']];
  return (
    own.reduce<number>(
      (sum, text) => sum + (typeof text === 'string' ? text.length : 0),
      0,
    ) +
    [...listAt(node, 'options'), ...listAt(node, 'choices')].reduce<number>(
      (sum, child) => sum + textSize(child),
      0,
    )
  );
}

/** The permission field is a string in the documentation and an integer in the schema; the server takes both. */
function forSchema(command: JsonObject): JsonObject {
  const permissions = command['default_member_permissions'];
  return typeof permissions === 'string' && /^\d+$/.test(permissions)
    ? { ...command, default_member_permissions: Number(permissions) }
    : command;
}

/** Faults of one command, by the documented limits and then by the schema. */
export function commandProblems(command: JsonObject): Problem[] {
  const chatInput =
    (numberAt(command, 'type') ?? COMMAND_TYPE.chatInput) ===
    COMMAND_TYPE.chatInput;
  const contexts = command['contexts'];
  const problems = [
    ...nameProblems('name', command['name'], chatInput),
    ...(chatInput
      ? [
          ...required('description', command['description']),
          ...badLength('description', command['description'], 1, 100),
        ]
      : []),
    ...(Array.isArray(contexts) && contexts.length === 0
      ? required('contexts', undefined)
      : []),
    ...optionsProblems('options', listAt(command, 'options'), 0),
    ...(textSize(command) > 8000
      ? [
          notAllowed(
            '',
            'Command exceeds maximum size (8000)',
            'APPLICATION_COMMAND_TOO_LARGE',
          ),
        ]
      : []),
  ];
  return problems.length > 0
    ? problems
    : schemaProblems('command', forSchema(command));
}
