import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readFontMetrics } from './metrics.ts';
import { createTypeface } from './typeface.ts';

const font = (name: string): Promise<Buffer> =>
  readFile(new URL(`../../assets/${name}.ttf`, import.meta.url));

describe(readFontMetrics, () => {
  it.each([
    ['Inter-Regular', false],
    ['Inter-Bold', true],
  ] as const)('agrees with the generated table (%s)', async (name, bold) => {
    const { advanceOf } = readFontMetrics(await font(name));
    const table = createTypeface();
    for (let code = 0x20; code <= 0x1ffff; code += 1)
      expect(table.advanceOf(code, bold)).toBe(advanceOf(code));
  });

  it('knows letters of many scripts, and that others are missing', async () => {
    const { advanceOf } = readFontMetrics(await font('Inter-Regular'));
    for (const letter of 'aÜñΩЖệ–…')
      expect(advanceOf(letter.codePointAt(0) ?? 0)).toBeGreaterThan(0);
    for (const letter of ['日', 'ع', '🚀'])
      expect(advanceOf(letter.codePointAt(0) ?? 0)).toBeNull();
  });

  it('rejects what is not a font', () => {
    expect(() => readFontMetrics(new Uint8Array(64))).toThrow(RangeError);
  });
});
