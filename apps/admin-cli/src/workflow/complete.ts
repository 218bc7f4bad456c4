import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { readWorkflow, type WorkflowFile } from './read.ts';

export type Completed =
  | { readonly ok: true; readonly text: string }
  /** The text is left alone. */
  | { readonly ok: false; readonly problem: string };

const TRIGGER = 'workflow_dispatch';
const BY_HAND = 'Add workflow_dispatch, its inputs and the run-name by hand';

/**
 * Adds to a workflow what Yardmaster needs and it lacks: the dispatch trigger, inputs, and the correlation id in the
 * run-name. Only `on` and `run-name` are written anew; everything else, line ends included, stays as it is. `template` has
 * the inputs as they should be. The result is read again and given back only if it parses and still does what it did.
 */
export function completeWorkflow(
  text: string,
  template: string,
  wanted: readonly string[],
): Completed {
  const windows = /\r\n/.test(text) && !/(?<!\r)\n/.test(text);
  const lines = windows ? text.replaceAll('\r\n', '\n') : text;
  const before = readWorkflow(lines);
  if (!before.ok) return before;
  let done: string;
  try {
    done = addRunName(addTrigger(lines, template, wanted));
  } catch {
    return { ok: false, problem: `it cannot be completed. ${BY_HAND}.` };
  }
  const after = readWorkflow(done);
  const missing = after.ok
    ? wanted.filter((name) => !after.inputs.has(name))
    : wanted;
  if (
    !after.ok ||
    !after.echoes ||
    missing.length > 0 ||
    !sameRest(before, after)
  )
    return { ok: false, problem: `it cannot be completed safely. ${BY_HAND}.` };
  return { ok: true, text: windows ? done.replaceAll('\n', '\r\n') : done };
}

type ReadFile = Extract<WorkflowFile, { readonly ok: true }>;

/** Whether everything but `on` and `run-name` means the same. */
function sameRest(before: ReadFile, after: ReadFile): boolean {
  const rest = ({ document }: ReadFile): string => {
    const {
      on: _on,
      'run-name': _name,
      ...others
    } = document.toJSON() as Record<string, unknown>;
    return JSON.stringify(others);
  };
  return rest(before) === rest(after);
}

function addTrigger(
  text: string,
  template: string,
  wanted: readonly string[],
): string {
  const root = rootOf(text);
  const span = spanOf(root, 'on', text);
  // Read by itself, so that comments below it stay where they are. An alias of an anchor elsewhere is an error here.
  const part = parseDocument(
    span === undefined ? 'on:\n' : text.slice(span.start, span.end),
  );
  if (part.errors.length > 0) throw part.errors[0] as Error;
  const written: unknown = part.get('on', true);
  const on = blockMap(part, eventsOf(written), written);
  const dispatch = blockMap(part, on.get(TRIGGER, true));
  const inputs = blockMap(part, dispatch.get('inputs', true));
  const missing = wanted.filter((name) => !inputs.has(name));
  if (missing.length === 0 && on === written && on.has(TRIGGER)) return text;
  const known = parseDocument(template);
  for (const name of missing) {
    const node: unknown = known.getIn(['on', TRIGGER, 'inputs', name], true);
    inputs.add(
      part.createPair(
        name,
        isMap(node)
          ? node.toJSON()
          : { description: name, type: 'string', required: false, default: '' },
      ),
    );
  }
  dispatch.set('inputs', inputs);
  on.set(TRIGGER, dispatch);
  part.set('on', on);
  const block = asText(part, indentOf(root, text));
  return span === undefined
    ? insertBefore(
        text,
        root,
        root.items.findIndex((pair) => keyOf(pair) === 'jobs'),
        block,
      )
    : text.slice(0, span.start) + block + text.slice(span.end);
}

/** `on` as a mapping of its events, whatever form it has. */
function eventsOf(on: unknown): unknown {
  if (isMap(on)) return on;
  const events = isSeq(on)
    ? on.items.map((item) => String(isScalar(item) ? item.value : item))
    : isScalar(on) && on.value !== null
      ? [String(on.value)]
      : [];
  if (isAlias(on)) throw new Error('an alias');
  return Object.fromEntries(events.map((event) => [event, null]));
}

/** A mapping in lines: the node itself if it is one, with its comments, else one made of its value. */
function blockMap(
  document: Document.Parsed | Document,
  node: unknown,
  commented: unknown = node,
): YAMLMap {
  const map = isMap(node)
    ? (node as YAMLMap)
    : (document.createNode(
        typeof node === 'object' && node !== null && !isScalar(node)
          ? node
          : {},
      ) as YAMLMap);
  map.flow = false;
  if (map !== commented && isNode(commented) && commented.comment)
    map.commentBefore = commented.comment;
  return map;
}

/** The correlation id, and nothing if there is none: GitHub then names the run as if there were no run-name. */
function echo(format: string, ...values: readonly string[]): string {
  return `\${{ inputs.correlation_id && format('${format}', ${values.join(', ')}) || '' }}`;
}

function addRunName(text: string): string {
  const workflow = readWorkflow(text);
  if (!workflow.ok || workflow.echoes) return text;
  const { document } = workflow;
  const root = rootOf(text);
  const span = spanOf(root, 'run-name', text);
  const runName: unknown = document.get('run-name');
  const name = String(document.get('name') ?? 'Run')
    .replaceAll("'", "''")
    .replaceAll(/[{}]/g, '$&$&');
  const value =
    typeof runName === 'string'
      ? `${runName}${echo(' [{0}]', 'inputs.correlation_id')}`
      : echo(
          `${name} [{0}] requested by {1}`,
          'inputs.correlation_id',
          'inputs.requester',
        );
  const part = parseDocument(
    span === undefined ? 'run-name:\n' : text.slice(span.start, span.end),
  );
  const old: unknown = part.get('run-name', true);
  const made = part.createNode(value);
  if (isNode(old) && old.comment) made.comment = old.comment;
  part.set('run-name', made);
  const block = asText(part, 2);
  if (span !== undefined)
    return text.slice(0, span.start) + block + text.slice(span.end);
  const named = spanOf(root, 'name', text);
  if (named === undefined) return insertBefore(text, root, 0, block);
  return `${withLineEnd(text.slice(0, named.end))}${block}${text.slice(named.end)}`;
}

function rootOf(text: string): YAMLMap {
  const root: unknown = parseDocument(text).contents;
  if (!isMap(root) || root.flow === true)
    throw new Error('not a block mapping');
  return root as YAMLMap;
}

function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

/** Spaces by which the file indents. */
function indentOf(root: YAMLMap, text: string): number {
  for (const { value } of root.items)
    if (isMap(value) && value.flow !== true) {
      const [start] = rangeOf(value.items[0]?.key) ?? [];
      if (start === undefined) continue;
      const column = start - (text.lastIndexOf('\n', start - 1) + 1);
      if (column > 0) return column;
    }
  return 2;
}

function asText(document: Document | Document.Parsed, indent: number): string {
  return withLineEnd(
    document
      .toString({
        lineWidth: 0,
        singleQuote: true,
        nullStr: '',
        indent,
        flowCollectionPadding: false,
      })
      .replaceAll(/[ \t]+$/gm, ''),
  );
}

type Range = readonly [start: number, valueEnd: number, nodeEnd: number];

function rangeOf(node: unknown): Range | undefined {
  return (
    (node as { readonly range?: Range | null } | undefined)?.range ?? undefined
  );
}

/** Where a key of the top level and its value stand, up to the end of their last line that is no comment and not empty. */
function spanOf(
  root: YAMLMap,
  name: string,
  text: string,
): { readonly start: number; readonly end: number } | undefined {
  const index = root.items.findIndex((pair) => keyOf(pair) === name);
  if (index < 0) return undefined;
  const startOf = (at: number) => rangeOf(root.items[at]?.key)?.[0];
  const start = startOf(index) ?? 0;
  const lines = text
    .slice(start, startOf(index + 1) ?? text.length)
    .split(/(?<=\n)/);
  const last = lines.findLastIndex((line) => /^[^#]/.test(line.trim()));
  return { start, end: start + lines.slice(0, last + 1).join('').length };
}

/** Puts lines before a pair of the top level; at the end if there is none at this place. */
function insertBefore(
  text: string,
  root: YAMLMap,
  index: number,
  block: string,
): string {
  const start = rangeOf(root.items[index]?.key)?.[0];
  return start === undefined
    ? withLineEnd(text) + block
    : text.slice(0, start) + block + text.slice(start);
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
