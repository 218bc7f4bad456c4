import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeBlock,
  codeSpan,
  escapeMarkdown,
  plainText,
  webAddress,
} from './markdown.ts';
import { SEED, hostileText } from '../testing/arbitrary.ts';

describe('escapeMarkdown', () => {
  it.each([
    ['release_*bold*', 'release\\_\\*bold\\*'],
    ['`code`', '\\`code\\`'],
    ['~~gone~~', '\\~\\~gone\\~\\~'],
    ['||hidden||', '\\|\\|hidden\\|\\|'],
    ['[click](https://evil.example)', '\\[click\\](https\\://evil.example)'],
    ['<@123>', '\\<@123\\>'],
    ['<t:0:R>', '\\<t:0:R\\>'],
    ['@everyone and @here', '@\u200beveryone and @\u200bhere'],
    ['# heading', '\\# heading'],
    ['- item', '\\- item'],
    ['12. item', '12\\. item'],
    ['two\nlines', 'two lines'],
    ['C:\\new', 'C:\\\\new'],
    ['fix #12 - done', 'fix #12 - done'],
  ])('%j becomes %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('renders the text literally: without its backslashes it is the plain text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = escapeMarkdown(text).replace(
          /\\([^\p{L}\p{N}\s])/gu,
          '$1',
        );
        expect(shown.replaceAll('@\u200b', '@')).toBe(
          plainText(text).replace(/\s+/g, ' '),
        );
      }),
      SEED,
    );
  });

  it('escapes every markdown character', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const bare = escapeMarkdown(text).replace(/\\[^\p{L}\p{N}\s]/gu, '');
        expect(bare).not.toMatch(/[*_~`|<>[\]\\]/);
        expect(bare).not.toMatch(/:\/\//);
        expect(bare).not.toMatch(/@(?:everyone|here)/i);
      }),
      SEED,
    );
  });
});

describe('plainText', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007', 'link'],
    ['a\u202eb', 'ab'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['a\u0000b\tc', 'ab\tc'],
    ['\ud83d', '\ufffd'],
  ])('%j becomes %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});

describe('code', () => {
  it('stays in its span or block whatever it contains', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const span = codeSpan(text);
        expect(span.slice(1, -1)).not.toContain('`');
        expect(span).not.toContain('\n');
        expect(span.length).toBeGreaterThan(2);
        const block = codeBlock(text);
        expect(block.startsWith('```\n') && block.endsWith('\n```')).toBe(true);
        expect(block.slice(3, -3)).not.toContain('```');
      }),
      SEED,
    );
  });

  it('keeps the line breaks of a block', () => {
    expect(codeBlock('one\ntwo')).toBe('```\none\ntwo\n```');
  });
});

describe('webAddress', () => {
  it.each([
    ['https://a.example/x?y=1#z', 'https://a.example/x?y=1#z'],
    ['https://a.example/(x)', 'https://a.example/%28x%29'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['nonsense', null],
  ])('%j becomes %j', (url, address) => {
    expect(webAddress(url)).toBe(address);
  });
});
