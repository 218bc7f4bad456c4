import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from './figures/digest.ts';
import { summarize } from './figures/summarize.ts';
import type { Rasterizer } from './rasterizer.ts';
import { createRasterizer, toPng } from './resvg.ts';
import { toSvg } from './svg/picture.ts';
import { historyOf } from './testing/attempts.ts';
import { isoWeek, previousWindow } from './time/window.ts';

const window = isoWeek('America/Los_Angeles', '2026-11-18T12:00:00Z');
const previous = previousWindow(window);
const week = summarize(
  historyOf({
    from: previous.start,
    to: window.end,
    runs: 300,
    workflows: [
      'Client Deploy',
      'Diagnose on Demand',
      'API Deploy',
      'Nightly E2E',
    ],
  }),
  { window, previous, now: window.end },
);

const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Width and height from the PNG's first chunk. */
const sizeOf = (png: Uint8Array): [number, number] => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

let rasterizer: Rasterizer;
beforeAll(() => {
  rasterizer = createRasterizer();
});

describe('the picture', () => {
  // These change with the picture: look at it before you accept new ones.
  it.each(['dark', 'light'] as const)(
    'has the same bytes on every machine (%s)',
    async (theme) => {
      const svg = toSvg(week, { theme, title: 'acme/app' });
      expect({
        svg: sha256(svg),
        png: sha256(await rasterizer.toPng(svg)),
      }).toMatchSnapshot();
    },
  );

  it('has the same bytes the second time', async () => {
    const svg = toSvg(week);
    expect(sha256(await toPng(svg))).toBe(sha256(await rasterizer.toPng(svg)));
  });
});

describe(createRasterizer, () => {
  it('returns a PNG of the size of the SVG, or of the requested width', async () => {
    const svg = toSvg(week);
    const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
    const png = await rasterizer.toPng(svg);
    expect([...png.subarray(0, 8)]).toStrictEqual([
      137, 80, 78, 71, 13, 10, 26, 10,
    ]);
    expect(sizeOf(png)).toStrictEqual([1040, height]);
    expect(sizeOf(await rasterizer.toPng(svg, { width: 400 }))[0]).toBe(400);
  });

  it('draws letters with the bundled font: without text the picture differs', async () => {
    const svg = toSvg(week);
    const bareSvg = svg.replaceAll(/<text.*?<\/text>/g, '');
    const [lettered, bare] = [
      await rasterizer.toPng(svg),
      await rasterizer.toPng(bareSvg),
    ];
    expect(lettered.length).toBeGreaterThan(bare.length * 2);
  });

  it('takes more fonts', async () => {
    const font = await readFile(
      fileURLToPath(new URL('../assets/Inter-Bold.ttf', import.meta.url)),
    );
    const svg = toSvg(week);
    const png = await createRasterizer({ fonts: [font] }).toPng(svg);
    expect(sizeOf(png)[0]).toBe(1040);
  });

  it('draws many pictures at a time', async () => {
    const empty = toSvg(summarize([], { window, now: window.end }));
    const pictures = await Promise.all(
      Array.from({ length: 8 }, () => rasterizer.toPng(empty)),
    );
    expect(new Set(pictures.map(sha256)).size).toBe(1);
  });

  it('rejects what is not an SVG, and continues to work', async () => {
    await expect(rasterizer.toPng('<svg')).rejects.toThrow();
    expect(sizeOf(await rasterizer.toPng(toSvg(week)))[0]).toBe(1040);
  });

  it('draws names of every kind', async () => {
    const names = [
      '<b>&"\'',
      '日本語のワークフロー',
      '🚀 Deploy',
      'x'.repeat(500),
      'Ünïcode',
      '\u0000\u001b[2J',
      ' ',
    ];
    const runs = historyOf({
      from: previous.start,
      to: window.end,
      runs: 200,
      workflows: names,
    });
    const digest: Digest = summarize(runs, { window, now: window.end });
    expect(
      sizeOf(
        await rasterizer.toPng(toSvg(digest, { title: names.join(' ') })),
      )[0],
    ).toBe(1040);
  });
});
