import type { Line, Icon, Section } from '@yardmaster/agent-registry';
import { renderText } from './text.ts';
import { escapeMarkdown } from './markdown.ts';

/** Different shapes, not only different colours. */
const ICON_SIGNS: Readonly<Record<Icon, string>> = {
  passed: '✅',
  failed: '❌',
  running: '▶️',
  waiting: '⏳',
  skipped: '⏭️',
  cancelled: '🚫',
  warning: '⚠️',
  unknown: '❔',
};

/** Without a name of its own, a step is named after its whole command. */
const LINE_UNITS = 300;

/**
 * Sections as a compact tree of at most `max` units. If it does not fit, steps without a problem are left out first, then
 * lines at the end. The last line counts what is missing.
 */
export function renderTree(sections: readonly Section[], max: number): string {
  const all = sections.map(({ heading, lines }) => ({ heading, lines }));
  const whole = draw(all);
  if (whole.length <= max) return whole;
  const kept = all.map(({ heading, lines }) => ({
    heading,
    lines: lines.filter(isImportant),
  }));
  return drawWithin(kept, count(all), max);
}

function isImportant({ icon, depth = 0 }: Line): boolean {
  return (
    depth === 0 ||
    (icon !== 'passed' && icon !== 'skipped' && icon !== 'waiting')
  );
}

interface Block {
  readonly heading: string | undefined;
  readonly lines: readonly Line[];
}

function draw(blocks: readonly Block[]): string {
  return blocks.map(drawBlock).filter(Boolean).join('\n\n');
}

function drawBlock({ heading, lines }: Block): string {
  const title = heading === undefined ? [] : [`**${escapeMarkdown(heading)}**`];
  return [...title, ...lines.map(drawLine)].join('\n');
}

function drawLine({ text, icon, depth = 0 }: Line): string {
  const sign = icon === undefined ? '' : `${ICON_SIGNS[icon]} `;
  const branch =
    depth > 0 ? `${'\u2003'.repeat(Math.min(depth, 4) - 1)}└ ` : '';
  const bullet = icon === undefined && depth === 0 ? '• ' : '';
  return `${branch}${bullet}${sign}${renderText(text, LINE_UNITS)}`;
}

function drawWithin(
  blocks: readonly Block[],
  total: number,
  max: number,
): string {
  let left = blocks;
  let shown = count(left);
  for (;;) {
    const missing = total - shown;
    const rest =
      missing === 0
        ? ''
        : `\n… and ${missing} more ${missing === 1 ? 'line' : 'lines'}`;
    const text = draw(left);
    if (text.length + rest.length <= max) return (text + rest).trimStart();
    if (shown === 0) return rest.length <= max ? rest.trimStart() : '';
    left = withoutLastLine(left);
    shown -= 1;
  }
}

function withoutLastLine(blocks: readonly Block[]): readonly Block[] {
  const last = blocks.at(-1);
  if (last === undefined || last.lines.length <= 1) return blocks.slice(0, -1);
  return [...blocks.slice(0, -1), { ...last, lines: last.lines.slice(0, -1) }];
}

function count(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { lines }) => sum + lines.length, 0);
}
