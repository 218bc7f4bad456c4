import { renderLine, type RenderOptions } from '../terminal/render.ts';
import { nameOf } from './run-tree.ts';
import type { ShowProgress } from './show-progress.ts';

/** Writes a line for each change: what the run does now, and each job and step that got further. */
export function createChangeWriter(
  write: (line: string) => void,
  render: RenderOptions,
): ShowProgress {
  let title = '';
  let link: string | undefined;
  const seen = new Map<string, string>();
  return {
    update({ title: current, links, sections }) {
      const url = links[0]?.url;
      if (current !== title || (url !== undefined && url !== link)) {
        const news = url !== undefined && url !== link;
        [title, link] = [current, url ?? link];
        write(
          renderLine(
            { text: news ? [current, '  ', url] : current },
            render,
          ).trimStart(),
        );
      }
      let job = '';
      for (const line of sections[0]?.lines ?? []) {
        const name = nameOf(line);
        if (!line.depth) job = name;
        const key = line.depth ? `${job} › ${name}` : name;
        if (seen.get(key) === line.icon) continue;
        seen.set(key, line.icon ?? '');
        write(renderLine(line, render));
      }
    },
    stop() {},
  };
}
