import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { Rasterizer } from './raster.ts';

export type { Rasterizer } from './raster.ts';

/** The same path from `src` and from `dist`. */
const ASSETS = new URL('../assets/', import.meta.url);
const FONTS = ['Inter-Regular.ttf', 'Inter-Bold.ttf'];

let loaded: Promise<Uint8Array[]> | undefined;

/** The wasm module may be started once per process, and its 3 MB and the fonts' are read when first needed. */
function load(): Promise<Uint8Array[]> {
  loaded ??= (async () => {
    const wasm = createRequire(import.meta.url).resolve(
      '@resvg/resvg-wasm/index_bg.wasm',
    );
    const [module, ...fonts] = await Promise.all([
      readFile(wasm),
      ...FONTS.map((name) => readFile(new URL(name, ASSETS))),
    ]);
    await initWasm(module);
    return fonts;
  })();
  return loaded;
}

/**
 * PNG by resvg compiled to WebAssembly, with the bundled font only: the same bytes for the same SVG on every machine,
 * and no fonts to install. Memory on the wasm side is freed after each picture.
 */
export function createRasterizer(): Rasterizer {
  return {
    async toPng(svg, options = {}) {
      const fontBuffers = await load();
      const resvg = new Resvg(svg, {
        font: { fontBuffers, defaultFontFamily: 'Inter' },
        ...(options.width === undefined
          ? {}
          : { fitTo: { mode: 'width' as const, value: options.width } }),
      });
      try {
        const image = resvg.render();
        try {
          return image.asPng();
        } finally {
          image.free();
        }
      } finally {
        resvg.free();
      }
    },
  };
}

/** `createRasterizer().toPng` for one picture. */
export async function toPng(
  svg: string,
  options?: { readonly width?: number },
): Promise<Uint8Array> {
  return createRasterizer().toPng(svg, options);
}
