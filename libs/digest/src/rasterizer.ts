/** Turns an SVG into PNG bytes. The seam behind which the renderer can be changed. */
export interface Rasterizer {
  /** @param width in pixels; the height follows. Default: the SVG's own size. */
  readonly toPng: (
    svg: string,
    options?: { readonly width?: number },
  ) => Promise<Uint8Array>;
}
