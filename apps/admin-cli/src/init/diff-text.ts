import { structuredPatch } from 'diff';
import { printable } from '../terminal/printable.ts';
import { painter } from '../terminal/render.ts';
import type { PlannedFile } from './files.ts';

/** What would change in a file, as `diff -u` shows it. */
export function diffText(
  { path, before = '', after }: PlannedFile,
  color: boolean,
): string {
  const paint = painter(color);
  const { hunks } = structuredPatch(path, path, before, after, '', '', {
    context: 3,
  });
  return [
    paint('bold', path),
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      paint('cyan', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
      ...lines.map((line) => {
        const text = printable(line);
        if (line.startsWith('+')) return paint('green', text);
        return line.startsWith('-') ? paint('red', text) : text;
      }),
    ]),
    '',
  ].join('\n');
}
