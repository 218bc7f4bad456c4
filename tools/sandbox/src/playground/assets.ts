import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const CLIENT = fileURLToPath(new URL('client', import.meta.url));
const COMPONENTS = join(
  dirname(
    createRequire(import.meta.url).resolve(
      '@derockdev/discord-components-core',
    ),
  ),
  'derockdev-discord-components-core',
);

/** The components' style sheets fetch fonts from elsewhere; the page uses those of the machine. */
const FOREIGN_FONTS =
  /@import url\(['"]?https:[^)]*\);?|@font-face\s*\{[^}]*https:[^}]*\}/g;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of the page below `/client/`, or of the web components below `/components/`. */
export async function readAsset(path: string): Promise<Asset | undefined> {
  const [folder, rest] = path.startsWith('/components/')
    ? [COMPONENTS, path.slice('/components/'.length)]
    : [CLIENT, path.slice('/client/'.length)];
  const file = normalize(join(folder, rest));
  const extension = extname(file);
  const type = TYPES[extension];
  if (
    !file.startsWith(folder + sep) ||
    type === undefined ||
    file.endsWith('.test.ts')
  )
    return undefined;
  try {
    const bytes = Uint8Array.from(await readFile(file));
    // Browsers get the page's TypeScript with its types blanked out, as Node runs it.
    if (folder === COMPONENTS && extension === '.js') {
      return {
        type,
        body: new TextDecoder().decode(bytes).replaceAll(FOREIGN_FONTS, ''),
      };
    }
    return extension === '.ts'
      ? { type, body: stripTypeScriptTypes(new TextDecoder().decode(bytes)) }
      : { type, body: bytes };
  } catch {
    return undefined;
  }
}
