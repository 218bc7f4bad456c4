#!/usr/bin/env node
// Plain JavaScript that any Node.js can parse: it checks the version before anything newer is loaded.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `error: yardmaster needs Node.js 22.19 or newer; this is ${process.version}. Install it from https://nodejs.org.\n`,
  );
  process.exit(2);
}
// Compiling is most of a short command's time, and is done once.
nodeModule.enableCompileCache();

// In a clone the program runs from its source, so that it is never older than that. YARDMASTER_BUNDLE=1 runs the bundle
// there, too: benchmarks and tests want what is published.
const source = new URL('../src/main.ts', import.meta.url);
const inClone = !process.env.YARDMASTER_BUNDLE && existsSync(source);

nodeModule.registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@yardmaster/') && specifier !== 'zod')
      return next(specifier, context);
    const wanted = inClone
      ? {
          ...context,
          conditions: [...context.conditions, '@yardmaster/source'],
        }
      : context;
    try {
      return next(specifier, wanted);
    } catch (error) {
      // A configuration file in a folder without these packages gets the ones that this program was installed with.
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
      return next(specifier, { ...wanted, parentURL: import.meta.url });
    }
  },
});

// Node.js calls its own SQLite experimental on every start; that is nothing a user could act on.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning')
    process.stderr.write(`${warning.name}: ${warning.message}\n`);
});

await import(
  inClone ? source.href : new URL('../dist/bundle/main.js', import.meta.url)
);
