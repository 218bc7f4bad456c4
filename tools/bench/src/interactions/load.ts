import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startNode, stop } from '../harness/process.ts';
import type { LoadOrder, LoadResult } from './load-generator.ts';

export interface LoadGenerator {
  readonly publicKey: string;
  /** Throws where any answer was wrong. */
  run(order: LoadOrder): Promise<LoadResult>;
  stop(): Promise<void>;
}

const FILE = fileURLToPath(new URL('load-generator.ts', import.meta.url));

/** The load generator in a process of its own. */
export async function startLoadGenerator(): Promise<LoadGenerator> {
  const child = startNode({
    args: ['--disable-warning=ExperimentalWarning', FILE],
    side: 'client',
    ipc: true,
  });
  child.stderr?.pipe(process.stderr);
  const [{ publicKey }] = (await once(child, 'message')) as [
    { publicKey: string },
  ];
  return {
    publicKey,
    async run(order) {
      child.send(order);
      const [result] = (await once(child, 'message')) as [LoadResult];
      if (result.wrong.length > 0)
        throw new Error(`Wrong answers: ${result.wrong.join('; ')}`);
      return result;
    },
    stop: () => stop(child),
  };
}
