import {
  decideAccess,
  type Caller,
  type Core,
  type Registry,
} from '@yardmaster/agent-registry';
import type { Interaction, InteractionSource } from './interaction.ts';
import { plainText } from '../render/markdown.ts';
import { LIMITS, cutText } from '../render/limits.ts';
import type { Warn } from '../observability/log.ts';

type Autocomplete = Extract<Interaction, { kind: 'autocomplete' }>;
type Choice = { readonly name: string; readonly value: string };

/** A person is typing: late suggestions are worth nothing, and Discord takes none after 3 s. */
const SUGGEST_WITHIN_MS = 2000;

/** What an option may be, within Discord's limits; an empty list rather than an error or a late answer. */
export async function suggestChoices(
  { source, command, focused }: Autocomplete,
  callerOf: (source: InteractionSource) => Caller,
  core: Core,
  registry: Registry,
  warn: Warn,
): Promise<readonly Choice[]> {
  const found = registry.byCommand(command);
  const suggest = focused === null ? undefined : found?.suggest?.[focused.name];
  if (found === undefined || suggest === undefined || focused === null)
    return [];
  if (!decideAccess(found.effect, callerOf(source), core.config.access).allowed)
    return [];
  const suggested = suggest(
    focused.value.slice(0, LIMITS.choiceValue),
    core,
  ).catch((error: unknown) => {
    warn('suggestions failed', { error, command });
    return [];
  });
  return fit(await within(core, suggested));
}

/** The longest name that fits; a value is never cut, because it would mean something else. */
function fit(choices: readonly Choice[]): readonly Choice[] {
  return choices
    .filter(
      ({ value }) => value.length > 0 && value.length <= LIMITS.choiceValue,
    )
    .map(({ name, value }) => ({
      name:
        cutText(plainText(name).trim(), LIMITS.choiceName) ||
        cutText(value, LIMITS.choiceName),
      value,
    }))
    .slice(0, LIMITS.choices);
}

function within(
  core: Core,
  choices: Promise<readonly Choice[]>,
): Promise<readonly Choice[]> {
  return new Promise((resolve) => {
    const cancel = core.clock.schedule(SUGGEST_WITHIN_MS, () => resolve([]));
    void choices.then((found) => {
      cancel();
      resolve(found);
    });
  });
}
