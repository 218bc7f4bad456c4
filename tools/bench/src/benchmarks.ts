import type { Benchmark } from './harness/benchmark.ts';
import { interactions } from './interactions/index.ts';

/** In the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [interactions];
