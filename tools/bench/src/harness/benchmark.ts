import type { Report } from './report.ts';

export interface BenchmarkOptions {
  /** Short rounds and small cases: to see that it works. */
  readonly quick: boolean;
  /** Whether what is compared with is there. */
  readonly peers: boolean;
  /** A JSON file with a list of further cases, `{ url, expect: 'block' | 'allow' }`. */
  readonly corpus?: string;
}

export interface Benchmark {
  readonly name: string;
  /** Throws where what was measured was wrong: a fast wrong answer is no figure. */
  readonly run: (options: BenchmarkOptions) => Promise<Report>;
}
