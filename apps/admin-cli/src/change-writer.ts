import type { Report } from '@yardmaster/agent-registry';
import { renderLine, type RenderOptions } from './render.ts';

/** Writes a line for each change: what the run does now, and each job and step that got further. */
export function createChangeWriter(
  write: (line: string) => void,
  render: RenderOptions,
): (report: Report) => void {
  let title = '';
  const seen = new Map<string, string>();
  return (report) => {
    if (report.title !== title) {
      const first = title === '';
      title = report.title;
      const url = report.links[0]?.url;
      write(first && url !== undefined ? `${title}  ${url}` : title);
    }
    let job = '';
    for (const line of report.sections[0]?.lines ?? []) {
      const name = String(Array.isArray(line.text) ? line.text[0] : line.text);
      if (!line.depth) job = name;
      const key = line.depth ? `${job} › ${name}` : name;
      if (seen.get(key) === line.mark) continue;
      seen.set(key, line.mark ?? '');
      write(renderLine(line, render));
    }
  };
}
