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

/** Discord accepts no suggestions after 3 s. */
const SUGGEST_WITHIN_MS = 2000;

export interface AutocompleteOptions {
  readonly core: Core;
  readonly registry: Registry;
  readonly callerOf: (source: InteractionSource) => Caller;
  readonly warn: Warn;
}

/** Suggestions for an option, within Discord's limits. An error or a late result becomes an empty list. */
export async function suggestChoices(
  { source, command, focused }: Autocomplete,
  { core, registry, callerOf, warn }: AutocompleteOptions,
): Promise<readonly Choice[]> {
  const found = registry.byCommand(command);
  if (found?.suggest === undefined || focused === null) return [];
  // A name from outside must not find what every object inherits.
  const suggest = Object.hasOwn(found.suggest, focused.name)
    ? found.suggest[focused.name]
    : undefined;
  if (suggest === undefined) return [];
  if (!decideAccess(found.effect, callerOf(source), core.config.access).allowed)
    return [];
  const typed = focused.value.slice(0, LIMITS.choiceValue);
  const suggested = suggest(typed, core).catch((error: unknown) => {
    warn('suggestions failed', { error, command });
    return [];
  });
  return fit(await inTime(core, suggested));
}

/** Cuts names to what fits. Values are never cut, because a cut value means something else. */
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

function inTime(
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
