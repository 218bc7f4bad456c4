import type { Problem } from '../wire/api-error.ts';
import { isObject, listAt, stringAt, type JsonObject } from '../wire/json.ts';
import { badLength, notAllowed, required, tooLong, tooMany } from './rule.ts';

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

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export function modalProblems(data: JsonObject): Problem[] {
  const components = listAt(data, 'components');
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
  ];
}
