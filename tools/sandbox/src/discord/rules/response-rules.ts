import type { Problem } from '../wire/api-error.ts';
import {
  isObject,
  listAt,
  objectAt,
  stringAt,
  type JsonObject,
} from '../wire/json.ts';
import { COMPONENT } from './component-rules.ts';
import {
  badLength,
  notAllowed,
  repeated,
  required,
  tooLong,
  tooMany,
} from './rule.ts';

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
export const CALLBACK = {
  pong: 1,
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  choices: 8,
  modal: 9,
} as const;

/** Autocomplete answers: at most 25 choices, and an empty list must be sent as one. */
export function choicesProblems(data: JsonObject): Problem[] {
  if (!Array.isArray(data['choices']))
    return required('data.choices', undefined);
  const choices = listAt(data, 'choices');
  return [
    ...tooMany('data.choices', choices, 25),
    ...choices.flatMap((choice, index) => {
      const at = `data.choices.${index}`;
      const { name, value } = isObject(choice) ? choice : {};
      return [
        ...required(`${at}.name`, name),
        ...badLength(`${at}.name`, name, 1, 100),
        ...required(`${at}.value`, value),
        ...tooLong(`${at}.value`, value, 100),
      ];
    }),
  ];
}

/** The inputs of a modal, each with its path: in a row, or under a label. */
function inputsOf(components: readonly unknown[]) {
  return components.flatMap((component, index) => {
    const path = `data.components.${index}`;
    const row = listAt(component, 'components').map((input, place) => ({
      path: `${path}.components.${place}`,
      input,
    }));
    const labelled = objectAt(component, 'component');
    return Object.keys(labelled).length === 0
      ? row
      : [...row, { path: `${path}.component`, input: labelled as unknown }];
  });
}

/** https://docs.discord.com/developers/components/reference#text-input */
function textInputProblems(path: string, input: unknown): Problem[] {
  if (!isObject(input) || input['type'] !== COMPONENT.textInput) return [];
  return [
    ...required(`${path}.custom_id`, input['custom_id']),
    ...badLength(`${path}.custom_id`, input['custom_id'], 1, 100),
    ...tooLong(`${path}.label`, input['label'], 45),
    ...tooLong(`${path}.placeholder`, input['placeholder'], 100),
    ...tooLong(`${path}.value`, input['value'], 4000),
    ...(input['style'] === 1 || input['style'] === 2
      ? []
      : [
          notAllowed(
            `${path}.style`,
            'Value must be one of {1, 2}.',
            'BASE_TYPE_CHOICES',
          ),
        ]),
  ];
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export function modalProblems(data: JsonObject): Problem[] {
  const components = listAt(data, 'components');
  const inputs = inputsOf(components);
  const ids = inputs.flatMap(({ path, input }) => {
    const value = stringAt(input, 'custom_id');
    return value === undefined ? [] : [{ path: `${path}.custom_id`, value }];
  });
  return [
    ...required('data.custom_id', data['custom_id']),
    ...badLength('data.custom_id', stringAt(data, 'custom_id'), 1, 100),
    ...required('data.title', data['title']),
    ...badLength('data.title', stringAt(data, 'title'), 1, 45),
    ...(components.length < 1 || components.length > 5
      ? [
          notAllowed(
            'data.components',
            'Must be between 1 and 5 in length.',
            'BASE_TYPE_BAD_LENGTH',
          ),
        ]
      : []),
    ...inputs.flatMap(({ path, input }) => textInputProblems(path, input)),
    ...repeated(ids).map(({ path }) =>
      notAllowed(
        path,
        'Component custom id cannot be duplicated',
        'COMPONENT_CUSTOM_ID_DUPLICATED',
      ),
    ),
  ];
}
