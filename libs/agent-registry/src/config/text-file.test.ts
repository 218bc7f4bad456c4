import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeText, withEnvFile } from './text-file.ts';

const TEXT = 'A=1\r\nB="ä"\r\n';
const utf8 = Buffer.from(TEXT);
const utf16le = Buffer.from(TEXT, 'utf16le');

describe(decodeText, () => {
  it.each([
    ['UTF-8', utf8],
    [
      'UTF-8 with a byte order mark',
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8]),
    ],
    [
      'UTF-16, little endian',
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le]),
    ],
    [
      'UTF-16, big endian',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16le).swap16()]),
    ],
  ])('reads %s', (_, bytes) => {
    expect(decodeText(bytes)).toBe(TEXT);
  });
});

describe(withEnvFile, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'yardmaster-env-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('changes nothing without a file', async () => {
    expect(await withEnvFile({ A: '0' }, folder)).toEqual({ A: '0' });
  });

  it('adds what is not set', async () => {
    writeFileSync(join(folder, '.env'), utf8);
    expect(await withEnvFile({ A: '0' }, folder)).toEqual({ A: '0', B: 'ä' });
  });
});
