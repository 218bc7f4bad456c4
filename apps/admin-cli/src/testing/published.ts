import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '../..');

/** The program as it is published, and nothing else; inside the clone, so that its dependencies are found. */
export interface Published {
  readonly main: string;
  /** The bundle's folder. */
  readonly bundle: string;
  remove(): Promise<void>;
}

/** Builds what `npm publish` would send into a folder of its own. */
export async function publish(name: string): Promise<Published> {
  const folder = join(ROOT, 'dist', `published-${name}`);
  const bundle = join(folder, 'dist/bundle');
  const remove = () => rm(folder, { recursive: true, force: true });
  await remove();
  await build({
    root: ROOT,
    configFile: join(ROOT, 'bundle.config.ts'),
    logLevel: 'error',
    build: { outDir: bundle },
  });
  for (const part of ['bin', 'templates', 'package.json'])
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
  return { main: join(folder, 'bin/yardmaster.js'), bundle, remove };
}
