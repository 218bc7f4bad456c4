import type { Digest } from './digest.ts';
import {
  formatDuration,
  formatMoment,
  plural,
  previousName,
  windowDates,
  windowTitle,
} from './format.ts';
import { runsChart } from './svg-bars.ts';
import { durationChart } from './svg-lines.ts';
import { CHARTS_HEIGHT } from './svg-plot.ts';
import {
  fit,
  num,
  rect,
  text,
  textWidth,
  type Theme,
  type ThemeName,
  THEMES,
} from './svg-draw.ts';
import { strips, stripsHeight } from './svg-strips.ts';
import { tiles, TILES_HEIGHT } from './svg-tiles.ts';

export interface SvgOptions {
  readonly theme?: ThemeName;
  /** Whose runs these are, such as `owner/name`. */
  readonly title?: string;
}

const WIDTH = 1040;
const MARGIN = 24;
const GAP = 16;
const INNER = WIDTH - 2 * MARGIN;
const HEAD = 104;
const NOTE = 30;

/**
 * The digest as one picture, 1040 wide. Letters are large enough to be read where Discord shows it 400 wide, and what
 * colour says is said again by shape or word. The same text for the same digest.
 */
export function toSvg(digest: Digest, options: SvgOptions = {}): string {
  const theme: Theme = THEMES[options.theme ?? 'dark'];
  const notes = notesOf(digest);
  const tilesY = HEAD;
  const chartsY = tilesY + TILES_HEIGHT + GAP;
  const stripsY = chartsY + CHARTS_HEIGHT + GAP;
  const notesY = stripsY + stripsHeight(digest);
  const height =
    notesY + notes.length * NOTE + (notes.length > 0 ? 28 : MARGIN);
  const half = (INNER - GAP) / 2;
  const frame = { y: chartsY, width: half, theme };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${num(height)}" viewBox="0 0 ${WIDTH} ${num(height)}" font-family="Inter, sans-serif">`,
    hatch(theme),
    rect(0, 0, WIDTH, height, `rx="16" fill="${theme.page}"`),
    header(digest, options.title, theme),
    tiles(digest, MARGIN, tilesY, theme),
    runsChart(digest, { x: MARGIN, ...frame }),
    durationChart(digest, { x: MARGIN + half + GAP, ...frame }),
    strips(digest, MARGIN, stripsY, INNER, theme),
    ...notes.map((note, index) =>
      text(MARGIN, notesY + (index + 1) * NOTE, fit(note, INNER, 20), {
        fill: theme.muted,
      }),
    ),
    '</svg>',
  ].join('');
}

function hatch({ fail, panel }: Theme): string {
  return `<defs><pattern id="fail" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="${fail}"/><rect width="2.5" height="8" fill="${panel}"/></pattern></defs>`;
}

function header(
  { window, previous, change, partial, complete }: Digest,
  title: string | undefined,
  theme: Theme,
): string {
  const badge = partial === null ? (complete ? '' : 'so far') : 'partial';
  const badgeWidth = badge === '' ? 0 : textWidth(badge, 22, true) + 28;
  const right = WIDTH - MARGIN;
  const about = [
    windowDates(window),
    window.zone,
    change && previous ? `against ${previousName(window)}` : '',
  ].filter((part) => part !== '');
  const name = windowTitle(window);
  const titleX = MARGIN + textWidth(name, 34, true) + 18;
  return [
    text(MARGIN, 50, name, { fill: theme.text, size: 34, bold: true }),
    title
      ? text(titleX, 50, fit(title, right - badgeWidth - titleX - 12, 26), {
          fill: theme.muted,
          size: 26,
        })
      : '',
    text(MARGIN, 84, fit(about.join(' · '), INNER, 22), {
      fill: theme.muted,
      size: 22,
    }),
    badge === ''
      ? ''
      : rect(
          right - badgeWidth,
          20,
          badgeWidth,
          38,
          `rx="8" fill="none" stroke="${theme.warn}" stroke-width="2"`,
        ) +
        text(right - badgeWidth / 2, 47, badge, {
          fill: theme.warn,
          size: 22,
          bold: true,
          anchor: 'middle',
        }),
  ].join('');
}

const MOST_SILENT = 2;

/** Below the panels: what the figures above do not show, or need to be believed. */
function notesOf({
  window,
  partial,
  silent,
  openRed,
  defaultBranch,
  quality,
  total,
}: Digest): string[] {
  const notes: string[] = [];
  if (partial !== null) notes.push(`Partial: ${partial}`);
  for (const { workflow, lastRunAt, everyMs } of silent.slice(0, MOST_SILENT)) {
    const usual =
      everyMs === null ? '' : `, usually every ${formatDuration(everyMs)}`;
    notes.push(
      `Did not run: ${fit(workflow, 400)}, last ${formatMoment(lastRunAt, window.zone)}${usual}`,
    );
  }
  if (silent.length > MOST_SILENT) {
    notes.push(`and ${silent.length - MOST_SILENT} more did not run`);
  }
  if (total.runs.running > 0) {
    notes.push(`${plural(total.runs.running, 'run')} still running`);
  }
  if (openRed.length > 0 && defaultBranch !== null) {
    notes.push(
      `Red: failing on ${fit(defaultBranch, 300)} and not passed since`,
    );
  }
  if (quality.endFromUpdatedAt + quality.endGuessed > 0) {
    notes.push(
      'Where jobs are not known, an attempt ends with its last update',
    );
  }
  return notes;
}
