import type { Line, Text } from '@yardmaster/agent-registry';
import {
  renderLine,
  renderText,
  type RenderOptions,
} from '../terminal/render.ts';
import type { ShowProgress } from './show-progress.ts';

/** Writes a line for each change: what the run does now, and each job and step whose state changed. */
export function createChangeLog(
  write: (line: string) => void,
  render: RenderOptions,
): ShowProgress {
  let shownTitle = '';
  let shownUrl: string | undefined;
  const written = new Set<string>();
  return {
    update({ title, links, sections }) {
      const url = links[0]?.url ?? shownUrl;
      if (title !== shownTitle || url !== shownUrl) {
        const text =
          url === undefined || url === shownUrl ? title : [title, '  ', url];
        [shownTitle, shownUrl] = [title, url];
        write(renderText(text, render));
      }
      for (const [key, line] of keyed(sections[0]?.lines ?? [], render)) {
        if (written.has(key)) continue;
        written.add(key);
        write(renderLine(line, render));
      }
    },
    stop() {},
  };
}

/** Each line with what makes it news: its job's place, its state, what it says without the time it took. */
function* keyed(
  lines: readonly Line[],
  render: RenderOptions,
): Generator<readonly [string, Line]> {
  let job = 0;
  const times = new Map<string, number>();
  for (const line of lines) {
    if (!line.depth) job += 1;
    const text = renderText(withoutDurations(line.text), render);
    const key = `${job} ${line.depth ?? 0} ${line.icon ?? ''} ${text}`;
    // Two steps of one job may have the same name.
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    yield [`${key} ${time}`, line];
  }
}

function withoutDurations(text: Text): Text {
  return Array.isArray(text)
    ? text.filter(
        (piece) => typeof piece !== 'object' || !('duration' in piece),
      )
    : text;
}
