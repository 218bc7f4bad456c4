import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml';
import { readWorkflow } from './read.ts';

/**
 * Adds to a workflow what Yardmaster needs and it lacks (the dispatch trigger, inputs, the id in the run's name), and
 * leaves every other character as it is. `template` has the inputs as they should be.
 */
export function completeWorkflow(
  text: string,
  template: string,
  wanted: readonly string[],
): string {
  return addRunName(addInputs(addTrigger(text), template, wanted));
}

const TRIGGER = 'workflow_dispatch';

function addTrigger(text: string): string {
  const workflow = readWorkflow(text);
  if (!workflow.ok) return text;
  const { document } = workflow;
  const on: unknown = document.get('on', true);
  if (on === undefined || on === null) {
    const jobs = keyRange(document.contents as YAMLMap, 'jobs');
    return insertLine(text, jobs?.[0] ?? text.length, `on:\n  ${TRIGGER}:\n`);
  }
  if (isMap(on) && on.flow !== true)
    return workflow.dispatchable
      ? text
      : insertBefore(text, on, `${TRIGGER}:\n`);
  if (isMap(on))
    return asBlock(text, on, { ...asObject(on), [TRIGGER]: null }, 2);
  // A word or a list of words: the form that cannot hold inputs.
  const events = isSeq(on)
    ? on.items.map((item) => String(isScalar(item) ? item.value : item))
    : [String(isScalar(on) ? on.value : on)];
  const end = rangeOf(on)?.[1] ?? 0;
  const start = keyRange(document.contents as YAMLMap, 'on')?.[1] ?? 0;
  const all = [...new Set([...events, TRIGGER])];
  const rest = text.slice(end);
  return `${text.slice(0, start)}:\n${all.map((event) => `  ${event}:`).join('\n')}${rest.startsWith('\n') || rest === '' ? '' : '\n'}${rest}`;
}

function addInputs(
  text: string,
  template: string,
  wanted: readonly string[],
): string {
  const workflow = readWorkflow(text);
  if (!workflow.ok || !workflow.dispatchable) return text;
  const missing = wanted.filter((name) => !workflow.inputs.has(name));
  if (missing.length === 0) return text;
  const known = parseDocument(template);
  const inputs = Object.fromEntries(
    missing.map((name): [string, unknown] => {
      const node: unknown = known.getIn(['on', TRIGGER, 'inputs', name], true);
      return [
        name,
        isMap(node)
          ? node.toJSON()
          : { description: name, type: 'string', required: false, default: '' },
      ];
    }),
  );
  const { document } = workflow;
  const on = document.get('on') as YAMLMap;
  const dispatch: unknown = on.get(TRIGGER, true);
  const block = stringify(inputs, { singleQuote: true });
  if (!isMap(dispatch))
    return insertAfterKey(text, on, TRIGGER, `inputs:\n${indented(block, 2)}`);
  const there: unknown = dispatch.get('inputs', true);
  const depth = columnOf(text, keyRange(on, TRIGGER)?.[0] ?? 0);
  if (dispatch.flow || (isMap(there) && there.flow)) {
    const whole = asObject(dispatch);
    return asBlock(
      text,
      dispatch,
      { ...whole, inputs: { ...whole['inputs'], ...inputs } },
      depth + 2,
    );
  }
  if (isMap(there)) return insertBefore(text, there, block);
  return dispatch.has('inputs')
    ? insertAfterKey(text, dispatch, 'inputs', block)
    : insertBefore(text, dispatch, `inputs:\n${indented(block, 2)}`);
}

/** Empty without an id, and then GitHub names the run as if there were no run-name. */
const echo = (format: string, ...values: readonly string[]) =>
  `\${{ inputs.correlation_id && format('${format}', ${values.join(', ')}) || '' }}`;

function addRunName(text: string): string {
  const workflow = readWorkflow(text);
  if (!workflow.ok || workflow.echoes) return text;
  const { document } = workflow;
  const contents = document.contents as YAMLMap;
  const runName: unknown = document.get('run-name');
  if (typeof runName === 'string')
    return replaceScalar(
      text,
      contents,
      `${runName}${echo(' [{0}]', 'inputs.correlation_id')}`,
    );
  const name = String(document.get('name') ?? 'Run')
    .replaceAll("'", "''")
    .replaceAll(/[{}]/g, '$&$&');
  const value = echo(
    `${name} [{0}] requested by {1}`,
    'inputs.correlation_id',
    'inputs.requester',
  );
  const line = stringify({ 'run-name': value }, { lineWidth: 0 });
  return document.has('name')
    ? insertAfterKey(text, contents, 'name', line)
    : line + text;
}

type Range = readonly [number, number, number];

function rangeOf(node: unknown): Range | undefined {
  return (node as { readonly range?: Range | null }).range ?? undefined;
}

function keyRange(map: YAMLMap, name: string): Range | undefined {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
  return pair === undefined ? undefined : rangeOf(pair.key);
}

/** Puts lines before the first entry of a block mapping, as deep as that is. */
function insertBefore(text: string, map: YAMLMap, block: string): string {
  const first = rangeOf(map.items[0]?.key)?.[0] ?? 0;
  const depth = columnOf(text, first);
  return insertLine(text, first, indented(block, depth));
}

/** Puts lines after the line of a key: below it where it had no value, beside it where it has one on its line. */
function insertAfterKey(
  text: string,
  map: YAMLMap,
  name: string,
  block: string,
): string {
  const key = keyRange(map, name);
  if (key === undefined) return text;
  const end = text.indexOf('\n', key[1]);
  const depth = columnOf(text, key[0]);
  // At the top of the file a key follows a key; below one, two deeper.
  const lines = indented(
    block,
    map.has(name) && map.get(name) ? depth : depth + 2,
  );
  return end < 0
    ? `${text}\n${lines}`
    : `${text.slice(0, end + 1)}${lines}${text.slice(end + 1)}`;
}

function replaceScalar(text: string, map: YAMLMap, value: string): string {
  const range = rangeOf(map.get('run-name', true));
  if (range === undefined) return text;
  const [, written = ''] =
    /^run-name: ([\s\S]*)\n$/.exec(
      stringify({ 'run-name': value }, { lineWidth: 0 }),
    ) ?? [];
  const ended = text.slice(range[0], range[1]).endsWith('\n') ? '\n' : '';
  return text.slice(0, range[0]) + written + ended + text.slice(range[1]);
}

/** Writes a mapping that stands in braces as lines, which is the form that can be added to. */
function asBlock(
  text: string,
  node: YAMLMap,
  value: object,
  depth: number,
): string {
  const [start, end] = rangeOf(node) ?? [0, 0];
  const block = indented(
    stringify(value, { singleQuote: true, nullStr: '' }).replaceAll(
      /[ \t]+$/gm,
      '',
    ),
    depth,
  ).trimEnd();
  return `${text.slice(0, start).trimEnd()}\n${block}${text.slice(end)}`;
}

function asObject(node: YAMLMap): Record<string, object | null> {
  return node.toJSON() as Record<string, object | null>;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

function insertLine(text: string, at: number, lines: string): string {
  const start = lineStart(text, at);
  return text.slice(0, start) + lines + text.slice(start);
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function indented(block: string, depth: number): string {
  return block.replaceAll(/^(?=.)/gm, ' '.repeat(depth));
}
