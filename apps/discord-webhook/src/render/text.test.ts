import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderText } from './text.ts';
import { SEED, anyText } from '../testing/arbitrary.ts';

describe('renderText', () => {
  it('renders each kind of inline text', () => {
    expect(
      renderText([
        'by ',
        { strong: 'Octocat_L' },
        ' at ',
        { code: 'a`b' },
        ' ',
        { link: 'https://example.com/run', text: 'run #1' },
        ' ',
        { time: 1_700_000_000_999, style: 'relative' },
        ' ',
        { time: 1_700_000_000_999, style: 'full' },
        ' ',
        { duration: 185_000 },
        ' ',
        { command: 'status' },
      ]),
    ).toBe(
      'by **Octocat\\_L** at `aˋb` [run #1](<https://example.com/run>) <t:1700000000:R> <t:1700000000:f> 3m 5s `/status`',
    );
  });

  it('renders a link without a web address as its text', () => {
    expect(renderText({ link: 'javascript:alert(1)', text: 'run' })).toBe(
      'run',
    );
  });

  it('cuts text before it escapes it, and nothing that would be misleading', () => {
    expect(renderText('a_b_c_d', 7)).toBe('a\\_b\\_…');
    expect(renderText([{ code: 'abcdef' }], 6)).toBe('`abc…`');
    expect(renderText(['a ', { time: 0, style: 'full' }], 8)).toBe('a …');
    expect(renderText([{ link: 'https://example.com', text: 'x' }], 5)).toBe(
      '…',
    );
  });

  it('keeps to its limit with unbroken markup', () => {
    fc.assert(
      fc.property(anyText, fc.nat(120), (text, max) => {
        const rendered = renderText(text, max);
        expect(rendered.length).toBeLessThanOrEqual(max);
        expect(rendered.isWellFormed()).toBe(true);
        const bare = rendered.replace(/\\[^\p{L}\p{N}\s]/gu, '');
        expect((bare.match(/`/g) ?? []).length % 2).toBe(0);
        expect(
          (bare.replace(/`[^`]*`/g, '').match(/\*\*/g) ?? []).length % 2,
        ).toBe(0);
        expect(bare).not.toMatch(/\\$/);
      }),
      SEED,
    );
  });
});
