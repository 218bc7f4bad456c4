/** Discord's markdown as a tree; https://support.discord.com/hc/en-us/articles/210298617 and reference.mdx "Message Formatting". */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'strong' | 'em' | 'u' | 's' | 'spoiler';
      readonly children: readonly Inline[];
    }
  | { readonly type: 'code'; readonly text: string }
  | {
      readonly type: 'link';
      readonly url: string;
      readonly children: readonly Inline[];
    }
  | {
      readonly type: 'mention';
      readonly kind: 'user' | 'role' | 'channel' | 'command' | 'everyone';
      readonly name: string;
    }
  | { readonly type: 'time'; readonly seconds: number; readonly style: string };

export type Block =
  | {
      readonly type: 'paragraph' | 'subtext';
      readonly children: readonly Inline[];
    }
  | {
      readonly type: 'heading';
      readonly level: number;
      readonly children: readonly Inline[];
    }
  | { readonly type: 'quote'; readonly children: readonly Block[] }
  | { readonly type: 'list'; readonly items: readonly Inline[][] }
  | { readonly type: 'code'; readonly language: string; readonly text: string };

type Rule = [RegExp, (match: RegExpExecArray) => Inline];

function at(match: RegExpExecArray, index: number): string {
  return match[index] ?? '';
}
function wrap(type: 'strong' | 'em' | 'u' | 's' | 'spoiler') {
  return (match: RegExpExecArray): Inline => ({
    type,
    children: parseInline(at(match, 1)),
  });
}

const RULES: readonly Rule[] = [
  [/\\([^\p{L}\p{N}\s])/uy, (match) => ({ type: 'text', text: at(match, 1) })],
  [
    /(`+)([\s\S]*?[^`])\1(?!`)/y,
    (match) => ({ type: 'code', text: at(match, 2).trim() }),
  ],
  [
    /\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y,
    (match) => ({
      type: 'link',
      url: at(match, 2),
      children: parseInline(at(match, 1)),
    }),
  ],
  [/<(https?:\/\/[^\s>]+)>/y, (match) => link(at(match, 1))],
  [/https?:\/\/[^\s<]*[^\s<.,:;"')\]*_~|]/y, (match) => link(at(match, 0))],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/y,
    (match) => ({
      type: 'time',
      seconds: Number(at(match, 1)),
      style: match[2] ?? 'f',
    }),
  ],
  [
    /<@!?(\d+)>/y,
    (match) => ({ type: 'mention', kind: 'user', name: at(match, 1) }),
  ],
  [
    /<@&(\d+)>/y,
    (match) => ({ type: 'mention', kind: 'role', name: at(match, 1) }),
  ],
  [
    /<#(\d+)>/y,
    (match) => ({ type: 'mention', kind: 'channel', name: at(match, 1) }),
  ],
  [
    /<\/([^:>]+):\d+>/y,
    (match) => ({ type: 'mention', kind: 'command', name: at(match, 1) }),
  ],
  [
    /@(everyone|here)/y,
    (match) => ({ type: 'mention', kind: 'everyone', name: at(match, 1) }),
  ],
  [/\*\*((?:\\.|[\s\S])+?)\*\*(?!\*)/y, wrap('strong')],
  [/__((?:\\.|[\s\S])+?)__(?!_)/y, wrap('u')],
  [/~~((?:\\.|[\s\S])+?)~~/y, wrap('s')],
  [/\|\|((?:\\.|[\s\S])+?)\|\|/y, wrap('spoiler')],
  [/\*(?=\S)((?:\\.|[^*\\])+?)\*/y, wrap('em')],
  [/_((?:\\.|[^_\\])+?)_(?![\p{L}\p{N}])/uy, wrap('em')],
];

function link(url: string): Inline {
  return {
    type: 'link',
    url,
    children: [{ type: 'text', text: url }],
  };
}

export function parseInline(text: string): Inline[] {
  const out: Inline[] = [];
  let plain = '';
  function flush(): void {
    if (plain !== '') out.push({ type: 'text', text: plain });
    plain = '';
  }
  let position = 0;
  while (position < text.length) {
    let next: Inline | undefined;
    for (const [pattern, make] of RULES) {
      pattern.lastIndex = position;
      const match = pattern.exec(text);
      if (match === null) continue;
      next = make(match);
      position += match[0].length;
      break;
    }
    if (next === undefined) {
      plain += text[position] ?? '';
      position += 1;
    } else if (next.type === 'text') {
      plain += next.text;
    } else {
      flush();
      out.push(next);
    }
  }
  flush();
  return out;
}

function lineBlock(line: string): Block | undefined {
  const heading = /^(#{1,3})\s+(.+)/.exec(line);
  if (heading !== null) {
    return {
      type: 'heading',
      level: at(heading, 1).length,
      children: parseInline(at(heading, 2)),
    };
  }
  const subtext = /^-#\s+(.+)/.exec(line);
  return subtext === null
    ? undefined
    : { type: 'subtext', children: parseInline(at(subtext, 1)) };
}

/** Lines of a kind that follow each other: what they hold, and how many they are. */
function run(
  lines: readonly string[],
  start: number,
  pattern: RegExp,
): string[] {
  const held: string[] = [];
  for (const line of lines.slice(start)) {
    const match = pattern.exec(line);
    if (match === null) break;
    held.push(at(match, 1));
  }
  return held;
}

function parseLines(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  function flush(): void {
    if (paragraph.some((line) => line.trim() !== '')) {
      blocks.push({
        type: 'paragraph',
        children: parseInline(paragraph.join('\n')),
      });
    }
    paragraph = [];
  }
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const quoted = run(lines, index, /^> (.*)/);
    const items = run(lines, index, /^\s*[-*] (.+)/);
    const single = lineBlock(line);
    if (quoted.length > 0) {
      flush();
      blocks.push({ type: 'quote', children: parseLines(quoted.join('\n')) });
      index += quoted.length - 1;
    } else if (items.length > 0) {
      flush();
      blocks.push({ type: 'list', items: items.map(parseInline) });
      index += items.length - 1;
    } else if (single === undefined) {
      paragraph.push(line);
    } else {
      flush();
      blocks.push(single);
    }
  }
  flush();
  return blocks;
}

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let rest = 0;
  for (const match of text.matchAll(/```(?:([\w+-]*)\n)?([\s\S]*?)```/g)) {
    blocks.push(...parseLines(text.slice(rest, match.index)));
    blocks.push({
      type: 'code',
      language: match[1] ?? '',
      text: (match[2] ?? '').replace(/\n$/, ''),
    });
    rest = match.index + match[0].length;
  }
  return [...blocks, ...parseLines(text.slice(rest))];
}
