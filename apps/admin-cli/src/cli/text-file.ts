/** How a text stands in its file. */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

export interface TextFile {
  /** Without byte order mark; line ends as they are. */
  readonly text: string;
  readonly encoding: Encoding;
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8-bom', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The text of a file that any editor may have written: UTF-8, or what a byte order mark says (Windows PowerShell's `>`
 * writes UTF-16).
 */
export function decodeText(bytes: Uint8Array): TextFile {
  const [encoding, mark] = MARKS.find(([, begin]) =>
    begin.every((byte, index) => bytes[index] === byte),
  ) ?? ['utf-8' as const, []];
  const name = encoding === 'utf-8-bom' ? 'utf-8' : encoding;
  return {
    text: new TextDecoder(name).decode(bytes.subarray(mark.length)),
    encoding,
  };
}

/** The bytes of a text, in the encoding its file had. */
export function encodeText({ text, encoding }: TextFile): Uint8Array {
  const [, mark = []] = MARKS.find(([name]) => name === encoding) ?? [];
  const body = encoding.startsWith('utf-16')
    ? Buffer.from(text, 'utf16le')
    : Buffer.from(text);
  if (encoding === 'utf-16be') body.swap16();
  return Buffer.concat([Buffer.from(mark), body]);
}
