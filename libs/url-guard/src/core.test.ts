import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

it('has a core whose only import is the parser of node:url', async () => {
  const seen = new Set<string>();
  const outside: string[] = [];
  const visit = async (file: string): Promise<void> => {
    if (seen.has(file)) return;
    seen.add(file);
    const source = await readFile(new URL(file, import.meta.url), 'utf8');
    for (const [, from = ''] of source.matchAll(/from '([^']+)'/g)) {
      if (from.startsWith('./')) await visit(from);
      else outside.push(`${file} imports ${from}`);
    }
  };
  await visit('./index.ts');
  expect(seen.size).toBeGreaterThan(10);
  expect(outside).toEqual(['./host-name.ts imports node:url']);
});
