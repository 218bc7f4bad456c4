import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  isoWeek,
  previousWindow,
  summarize,
  toSvg,
} from './index.ts';
import { toPng } from './resvg.ts';

const read = (path: string): Promise<Buffer> =>
  readFile(new URL(`../${path}`, import.meta.url));

describe('the README', () => {
  it('shows the picture that its first lines make', async () => {
    const lines = (await read('docs/runs.ndjson'))
      .toString()
      .trim()
      .split('\n');
    const runs = lines.map((line) => JSON.parse(line) as Attempt);
    const window = isoWeek('America/Los_Angeles', '2026-11-18T12:00:00Z');
    const previous = previousWindow(window);
    const digest = summarize(runs, { window, previous, now: window.end });
    const png = await toPng(toSvg(digest, { title: 'acme/app' }));
    expect(Buffer.from(png).equals(await read('docs/digest.png'))).toBe(true);
  });
});
