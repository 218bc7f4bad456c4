import {
  rollingWindow,
  previousWindow,
  summarize,
  toSvg,
} from '@yardmaster/digest';
import { toPng } from '@yardmaster/digest/png';
import { createHistory, NOW } from './history.ts';

export interface PicturesResult {
  /** Milliseconds from the start of the process to the first picture. */
  readonly sinceStart: number;
  /** Of the first picture, with what it loads. */
  readonly first: number;
  /** Of each picture after the first. */
  readonly warm: readonly number[];
  readonly bytes: number;
  /** All pictures were the same bytes. */
  readonly same: boolean;
  /** MB kept after a tenth of the pictures, and after all. */
  readonly early: number;
  readonly late: number;
}

// A program of its own, so that the first picture is the first of its process.
const count = Number(process.argv[2]);
const window = rollingWindow('weekly', NOW);
const digest = summarize(createHistory(1_000).runs, {
  window,
  previous: previousWindow(window),
  now: NOW,
});
/** MB resident after a collection, without the free room that V8 holds in its heap and sizes by its own rules. */
const kept = () => {
  globalThis.gc?.();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return (rss - heapTotal + heapUsed) / 1e6;
};
const times: number[] = [];
let sinceStart = 0;
let early = 0;
let same = true;
let picture = new Uint8Array();
for (let index = 0; index < count; index += 1) {
  const start = performance.now();
  const png = await toPng(toSvg(digest, { title: 'acme/shop' }));
  times.push(performance.now() - start);
  if (index === 0) {
    sinceStart = performance.now();
    picture = new Uint8Array(png);
  } else same &&= Buffer.compare(png, picture) === 0;
  if (index === Math.floor(count / 10)) early = kept();
}
const [first = 0, ...warm] = times;
const bytes = picture.length;
process.send?.({
  sinceStart,
  first,
  warm,
  bytes,
  same,
  early,
  late: kept(),
} satisfies PicturesResult);
process.disconnect();
