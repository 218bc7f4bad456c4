import { digest } from './digest/index.ts';
import { following } from './following/index.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { interactions } from './interactions/index.ts';
import { scaleOut } from './scale-out.ts';
import { start } from './start.ts';
import { urlGuard } from './url-guard/index.ts';

/** In the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  interactions,
  following,
  scaleOut,
  digest,
  urlGuard,
  start,
];
