import type { EffectiveWorkflow } from '../config/built-in-workflows.ts';
import type { OptionDeclaration } from '../config/schema/option.ts';
import { environmentOptionOf, inputOf } from '../policy/targets.ts';
import { declaredInput } from '../workflows/declared-input.ts';
import { compilePattern } from '../workflows/pattern.ts';
import type { AddFinding } from './finding.ts';

/** The options that Yardmaster adds to every command that starts a workflow. */
const RESERVED_OPTIONS = ['wait'];
/** The inputs that Yardmaster sets in every dispatch. */
const RESERVED_INPUTS = ['correlation_id', 'requester'];
/** GitHub and Discord both take 25; the reserved ones are among them. */
const MOST_OPTIONS = 25 - RESERVED_INPUTS.length;

/** The declared options of a workflow, and what sets each of its inputs. */
export function lintOptions(
  workflow: EffectiveWorkflow,
  place: string,
  add: AddFinding,
): void {
  const options = Object.entries(workflow.options ?? {});
  for (const [name, declaration] of options) {
    const own = `${place}.options.${name}`;
    lintName(name, own, add);
    lintValue(declaration, own, add);
  }
  if (options.length > MOST_OPTIONS)
    add(
      'too_many_options',
      `${place}.options`,
      `${options.length} options are too many.`,
      `Use at most ${MOST_OPTIONS}: GitHub takes 25 inputs, and Yardmaster sets ${RESERVED_INPUTS.length}.`,
    );
  lintInputs(workflow, place, add);
}

function lintName(name: string, place: string, add: AddFinding): void {
  if (!/^[a-z0-9_]{1,32}$/.test(name))
    add(
      'bad_name',
      place,
      `"${name}" is not an option name.`,
      'Use 1 to 32 lower case letters, digits and underscores; set input if the workflow spells it differently.',
    );
  if (RESERVED_OPTIONS.includes(name))
    add(
      'reserved_name',
      place,
      `Every command that starts a workflow has an option "${name}".`,
      'Choose another name, and set input to the name in the workflow.',
    );
}

/** Each input may have one source. */
function lintInputs(
  workflow: EffectiveWorkflow,
  place: string,
  add: AddFinding,
): void {
  const sources = new Map<string, string>();
  const set = (input: string, source: string) => {
    const other = sources.get(input);
    if (RESERVED_INPUTS.includes(input))
      add(
        'reserved_name',
        `${place}.${source}`,
        `Yardmaster sets the input "${input}" itself.`,
        'Remove it.',
      );
    else if (other === undefined) sources.set(input, source);
    else
      add(
        'input_set_twice',
        `${place}.${source}`,
        `The input "${input}" is also set by ${other}.`,
        'Keep one of the two.',
      );
  };
  for (const input of Object.keys(workflow.inputs ?? {}))
    set(input, `inputs.${input}`);
  for (const [name, declaration] of Object.entries(workflow.options ?? {}))
    set(inputOf(name, declaration), `options.${name}`);
  if (workflow.sha !== undefined) set(workflow.sha.input, 'sha');
  const option = environmentOptionOf(workflow);
  if (
    option?.declaration === undefined &&
    typeof workflow.environment === 'object'
  )
    set(workflow.environment.input, 'environment');
}

function lintValue(
  declaration: OptionDeclaration,
  place: string,
  add: AddFinding,
): void {
  if (lintBounds(declaration, place, add)) lintDefault(declaration, place, add);
}

/** Whether the declaration can be met at all. */
function lintBounds(
  declaration: OptionDeclaration,
  place: string,
  add: AddFinding,
): boolean {
  const range = (low: number | undefined, high: number | undefined) => {
    if (low === undefined || high === undefined || low <= high) return true;
    add(
      'bad_range',
      place,
      `No value is at least ${low} and at most ${high}.`,
      'Swap the two.',
    );
    return false;
  };
  switch (declaration.type) {
    case 'integer':
      return range(declaration.min, declaration.max);
    case 'string':
      return (
        range(declaration.minLength, declaration.maxLength) &&
        lintPattern(declaration.pattern, `${place}.pattern`, add)
      );
    case 'choice':
      return lintChoices(declaration.choices, `${place}.choices`, add);
    case 'boolean':
    case 'url':
      return true;
  }
}

function lintPattern(
  pattern: string | undefined,
  place: string,
  add: AddFinding,
): boolean {
  const compiled = pattern === undefined ? undefined : compilePattern(pattern);
  if (compiled === undefined || 'value' in compiled) return true;
  add(
    'bad_pattern',
    place,
    `"${pattern}" is not a regular expression (${compiled.problem}).`,
    'Use RE2 syntax, without lookaround and backreferences.',
  );
  return false;
}

function lintChoices(
  choices: readonly string[],
  place: string,
  add: AddFinding,
): boolean {
  const repeated = choices.find((one, index) => choices.indexOf(one) !== index);
  if (repeated !== undefined)
    add(
      'duplicate_id',
      place,
      `"${repeated}" is listed twice.`,
      'Remove one of the two.',
    );
  const long = choices.find((choice) => choice.length > 100);
  if (long !== undefined)
    add(
      'bad_range',
      place,
      `A choice has ${long.length} characters.`,
      'Use at most 100.',
    );
  return true;
}

function lintDefault(
  declaration: OptionDeclaration,
  place: string,
  add: AddFinding,
): void {
  if (!('default' in declaration) || declaration.default === undefined) return;
  const { default: value, ...rest } = declaration;
  const { shape } = declaredInput({ value: rest }, { allowedDomains: [] });
  if (shape['value']?.safeParse(value).success !== false) return;
  add(
    'bad_default',
    `${place}.default`,
    `The option does not accept its own default, ${JSON.stringify(value)}.`,
    'Use a value that the option accepts.',
  );
}
