/** What a workflow file is made of here: enough YAML to be read back by any parser. */
export type Node =
  | string
  | number
  | boolean
  | readonly Node[]
  | { readonly [key: string]: Node | object | undefined };

const PLAIN = /^[A-Za-z_][\w ./-]*$/;
const RESERVED = /^(true|false|null|yes|no|on|off)$/i;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  // JSON strings are valid YAML, whatever they hold.
  return PLAIN.test(value) && !RESERVED.test(value) && value.trim() === value
    ? value
    : JSON.stringify(value);
}

function lines(node: unknown, indent: string): string[] {
  if (Array.isArray(node)) {
    return node.flatMap((item: unknown) => {
      if (typeof item !== 'object') return [`${indent}- ${scalar(item)}`];
      const [first = '', ...rest] = lines(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (typeof node !== 'object' || node === null) {
    return [indent + scalar(node)];
  }
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    if (value === undefined) return [];
    // `on` is a key of every workflow and stays bare, as people write it.
    const name = key === 'on' ? key : scalar(key);
    if (typeof value !== 'object' || value === null) {
      return [`${indent}${name}: ${scalar(value)}`];
    }
    if (Object.keys(value).length === 0) {
      return [`${indent}${name}: ${Array.isArray(value) ? '[]' : '{}'}`];
    }
    return [`${indent}${name}:`, ...lines(value, `${indent}  `)];
  });
}

export function stringify(node: Node): string {
  return `${lines(node, '').join('\n')}\n`;
}
