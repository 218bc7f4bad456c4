import { digest } from './digest/index.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { interactions } from './interactions/index.ts';
import { urlGuard } from './url-guard/index.ts';
import { start } from './start.ts';

/** In the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  interactions,
  urlGuard,
  digest,
  start,
];
