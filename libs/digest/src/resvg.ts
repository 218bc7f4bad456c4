import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { Rasterizer } from './rasterizer.ts';

export type { Rasterizer } from './rasterizer.ts';

/** The same path from `src` and from `dist`. */
const ASSETS = new URL('../assets/', import.meta.url);
const FONTS = ['Inter-Regular.ttf', 'Inter-Bold.ttf'];

export interface RasterizerOptions {
  /** TTF or OTF files for characters that Inter lacks. Pass their `readFontMetrics` to `toSvg` too. */
  readonly fonts?: readonly Uint8Array[];
}

let loaded: Promise<Uint8Array[]> | undefined;

/** 2.5 MB of wasm and 0.7 MB of fonts, read and started once per process when first needed. */
async function load(): Promise<Uint8Array[]> {
  loaded ??= readAndStart();
  try {
    return await loaded;
  } catch (error) {
    loaded = undefined;
    throw error;
  }
}

async function readAndStart(): Promise<Uint8Array[]> {
  const wasm = createRequire(import.meta.url).resolve(
    '@resvg/resvg-wasm/index_bg.wasm',
  );
  const [module, ...fonts] = await Promise.all([
    readFile(wasm),
    ...FONTS.map((name) => readFile(new URL(name, ASSETS))),
  ]);
  try {
    await initWasm(module);
  } catch (error) {
    // Another part of the process has started the same module already.
    if (!/already initialized/i.test(String(error))) throw error;
  }
  return fonts;
}

/**
 * PNG by resvg compiled to WebAssembly, with the bundled font and never the system's: the same bytes for the same SVG
 * on every machine. Memory on the wasm side is freed after each picture. An SVG that cannot be read rejects.
 */
export function createRasterizer(options: RasterizerOptions = {}): Rasterizer {
  return {
    async toPng(svg, { width } = {}) {
      const fontBuffers = [...(await load()), ...(options.fonts ?? [])];
      const resvg = new Resvg(svg, {
        font: { fontBuffers, defaultFontFamily: 'Inter' },
        fitTo:
          width === undefined
            ? { mode: 'original' }
            : { mode: 'width', value: width },
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

/** One picture: `createRasterizer().toPng(svg, options)`. */
export async function toPng(
  svg: string,
  options?: { readonly width?: number },
): Promise<Uint8Array> {
  return createRasterizer().toPng(svg, options);
}
