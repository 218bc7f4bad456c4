/** Which characters a font has, and how far each advances. */
export interface FontMetrics {
  /** In thousandths of the font size; null if the font does not have the character. */
  readonly advanceOf: (codePoint: number) => number | null;
}

/**
 * Reads the character map and the advance widths of a TrueType or OpenType font.
 *
 * @throws {RangeError} if the file is not such a font
 * @see https://learn.microsoft.com/typography/opentype/spec/otff
 */
export function readFontMetrics(file: Uint8Array): FontMetrics {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = readTables(view);
  const unitsPerEm = view.getUint16(tables.get('head') + 18);
  const longMetrics = view.getUint16(tables.get('hhea') + 34);
  const hmtx = tables.get('hmtx');
  const glyphs = readCharacterMap(view, tables.get('cmap'));
  return {
    advanceOf(codePoint) {
      const glyph = glyphs.get(codePoint);
      if (glyph === undefined) return null;
      const row = Math.min(glyph, longMetrics - 1);
      return Math.round((view.getUint16(hmtx + row * 4) * 1000) / unitsPerEm);
    },
  };
}

/** The offset of each table by its tag. Of a collection the first font is read. */
function readTables(view: DataView): { get: (tag: string) => number } {
  const tagAt = (at: number): string =>
    String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
  const start = tagAt(0) === 'ttcf' ? view.getUint32(12) : 0;
  const offsets = new Map<string, number>();
  const count = view.getUint16(start + 4);
  for (let index = 0; index < count; index += 1) {
    const record = start + 12 + index * 16;
    offsets.set(tagAt(record), view.getUint32(record + 8));
  }
  return {
    get(tag) {
      const offset = offsets.get(tag);
      if (offset === undefined)
        throw new RangeError(`The font has no "${tag}" table.`);
      return offset;
    },
  };
}

/** Code points and their glyphs, from the subtable of format 12, else of format 4. */
function readCharacterMap(view: DataView, cmap: number): Map<number, number> {
  const count = view.getUint16(cmap + 2);
  const subtables = Array.from({ length: count }, (_, index) => {
    const at = cmap + view.getUint32(cmap + 4 + index * 8 + 4);
    return { at, format: view.getUint16(at) };
  });
  const full = subtables.find(({ format }) => format === 12);
  if (full) return readFormat12(view, full.at);
  const basic = subtables.find(({ format }) => format === 4);
  if (basic) return readFormat4(view, basic.at);
  throw new RangeError('The font has no Unicode character map.');
}

function readFormat12(view: DataView, at: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  const groups = view.getUint32(at + 12);
  for (let index = 0; index < groups; index += 1) {
    const group = at + 16 + index * 12;
    const first = view.getUint32(group);
    const last = view.getUint32(group + 4);
    const glyph = view.getUint32(group + 8);
    for (let code = first; code <= last; code += 1)
      glyphs.set(code, glyph + code - first);
  }
  return glyphs;
}

function readFormat4(view: DataView, at: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  const doubled = view.getUint16(at + 6);
  const ends = at + 14;
  const starts = ends + doubled + 2;
  const deltas = starts + doubled;
  const ranges = deltas + doubled;
  for (let i = 0; i < doubled; i += 2) {
    const first = view.getUint16(starts + i);
    const last = view.getUint16(ends + i);
    const delta = view.getUint16(deltas + i);
    const range = view.getUint16(ranges + i);
    for (let code = first; code <= last && code !== 0xffff; code += 1) {
      const found =
        range === 0
          ? code
          : view.getUint16(ranges + i + range + (code - first) * 2);
      if (range !== 0 && found === 0) continue;
      const glyph = (found + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
  return glyphs;
}
