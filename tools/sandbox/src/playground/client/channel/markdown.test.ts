import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown } from './markdown.ts';

function text(value: string) {
  return { type: 'text', text: value };
}

describe('inline markdown', () => {
  it.each<[string, unknown[]]>([
    [
      'a **b** c',
      [text('a '), { type: 'strong', children: [text('b')] }, text(' c')],
    ],
    [
      '*a* _b_',
      [
        { type: 'em', children: [text('a')] },
        text(' '),
        { type: 'em', children: [text('b')] },
      ],
    ],
    ['snake_case_name', [text('snake_case_name')]],
    ['\\*not\\* `*code*`', [text('*not* '), { type: 'code', text: '*code*' }]],
    [
      '~~a~~ __b__ ||c||',
      [
        { type: 's', children: [text('a')] },
        text(' '),
        { type: 'u', children: [text('b')] },
        text(' '),
        { type: 'spoiler', children: [text('c')] },
      ],
    ],
    [
      '[run](https://a.example/x) <https://b.example>',
      [
        { type: 'link', url: 'https://a.example/x', children: [text('run')] },
        text(' '),
        {
          type: 'link',
          url: 'https://b.example',
          children: [text('https://b.example')],
        },
      ],
    ],
    [
      'see https://a.example/x.',
      [
        text('see '),
        {
          type: 'link',
          url: 'https://a.example/x',
          children: [text('https://a.example/x')],
        },
        text('.'),
      ],
    ],
    ['[x](javascript:alert(1))', [text('[x](javascript:alert(1))')]],
    [
      '<@12> <@&34> <#56> </status:78> @everyone',
      [
        { type: 'mention', kind: 'user', name: '12' },
        text(' '),
        { type: 'mention', kind: 'role', name: '34' },
        text(' '),
        { type: 'mention', kind: 'channel', name: '56' },
        text(' '),
        { type: 'mention', kind: 'command', name: 'status' },
        text(' '),
        { type: 'mention', kind: 'everyone', name: 'everyone' },
      ],
    ],
    [
      '<t:1700000000:R>',
      [{ type: 'time', seconds: 1_700_000_000, style: 'R' }],
    ],
    ['<b>html</b>', [text('<b>html</b>')]],
  ])('reads %s', (source, tree) => {
    expect(parseInline(source)).toEqual(tree);
  });
});

describe('blocks', () => {
  it('are headings, lists, quotes, small print and code', () => {
    const source =
      '# Title\nline one\nline two\n- a\n- b\n> quoted\n-# small\n```yml\nkey: *x*\n```';
    expect(parseMarkdown(source)).toEqual([
      { type: 'heading', level: 1, children: [text('Title')] },
      { type: 'paragraph', children: [text('line one\nline two')] },
      { type: 'list', items: [[text('a')], [text('b')]] },
      {
        type: 'quote',
        children: [{ type: 'paragraph', children: [text('quoted')] }],
      },
      { type: 'subtext', children: [text('small')] },
      { type: 'code', language: 'yml', text: 'key: *x*' },
    ]);
  });
});
