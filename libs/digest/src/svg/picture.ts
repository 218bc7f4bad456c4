import type { Digest } from '../figures/digest.ts';
import type { FontMetrics } from '../fonts/metrics.ts';
import { createTypeface } from '../fonts/typeface.ts';
import {
  plural,
  previousName,
  windowDates,
  windowTitle,
} from '../wording/format.ts';
import {
  caveats,
  isPartial,
  silentPhrase,
  timeLimitPhrase,
} from '../wording/phrases.ts';
import { runsChart } from './bars.ts';
import { num, rect, text } from './draw.ts';
import { fit, textWidth } from './fit.ts';
import { durationChart } from './lines.ts';
import { CHARTS_HEIGHT } from './plot.ts';
import { strips, stripsHeight } from './strips.ts';
import { COLORS, type Theme, type ThemeName } from './theme.ts';
import { tiles, TILES_HEIGHT } from './tiles.ts';
import { weeksHeight, weeksPanel } from './weeks.ts';

export interface SvgOptions {
  readonly theme?: ThemeName;
  /** Whose runs these are, such as `owner/name`. */
  readonly title?: string;
  /**
   * The fonts that the rasterizer has besides the bundled one. Characters that no font has are left out instead of
   * drawn as boxes.
   */
  readonly fonts?: readonly FontMetrics[] | undefined;
}

const WIDTH = 1040;
const MARGIN = 24;
const GAP = 16;
const INNER = WIDTH - 2 * MARGIN;
const HEAD = 104;
const NOTE = 30;

/**
 * The digest as one picture, 1,040 wide. Letters are large enough to be read when Discord shows it 400 wide, and what
 * color shows is shown again by shape or word. The same text for the same digest.
 */
export function toSvg(digest: Digest, options: SvgOptions = {}): string {
  const theme: Theme = {
    ...COLORS[options.theme ?? 'dark'],
    typeface: createTypeface(options.fonts),
  };
  const notes = notesOf(digest, theme);
  const tilesY = HEAD;
  const chartsY = tilesY + TILES_HEIGHT + GAP;
  const weeksY = chartsY + CHARTS_HEIGHT + GAP;
  const stripsY = weeksY + weeksHeight(digest);
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
    weeksPanel(digest, { x: MARGIN, y: weeksY, width: INNER, theme }),
    strips(digest, MARGIN, stripsY, INNER, theme),
    ...notes.map((note, index) =>
      text(MARGIN, notesY + (index + 1) * NOTE, fit(note, INNER, theme), {
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
  digest: Digest,
  title: string | undefined,
  theme: Theme,
): string {
  const { window, previous, complete } = digest;
  const badge = isPartial(digest) ? 'partial' : complete ? '' : 'so far';
  const badgeWidth =
    badge === ''
      ? 0
      : textWidth(badge, { ...theme, size: 22, bold: true }) + 28;
  const right = WIDTH - MARGIN;
  const about = [
    windowDates(window),
    window.zone,
    previous ? `compared with ${previousName(window)}` : '',
  ].filter((part) => part !== '');
  const name = windowTitle(window);
  const titleX =
    MARGIN + textWidth(name, { ...theme, size: 34, bold: true }) + 18;
  return [
    text(MARGIN, 50, name, { fill: theme.text, size: 34, bold: true }),
    title
      ? text(
          titleX,
          50,
          fit(title, right - badgeWidth - titleX - 12, { ...theme, size: 26 }),
          { fill: theme.muted, size: 26 },
        )
      : '',
    text(MARGIN, 84, fit(about.join(' · '), INNER, { ...theme, size: 22 }), {
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

const MOST_NAMED = 2;
const NAME_WIDTH = 400;

/** Below the panels: what the figures do not show, and how reliable they are. */
function notesOf(digest: Digest, theme: Theme): string[] {
  const { window, partial, openRed, defaultBranch, total } = digest;
  const named = <Item extends { readonly workflow: string }>(
    items: readonly Item[],
    phrase: (item: Item) => string,
  ): string[] => [
    ...items
      .slice(0, MOST_NAMED)
      .map(
        (item) => `${fit(item.workflow, NAME_WIDTH, theme)}: ${phrase(item)}`,
      ),
    ...(items.length > MOST_NAMED
      ? [`and ${items.length - MOST_NAMED} more like this`]
      : []),
  ];
  return [
    ...(partial === null ? [] : [`Partial: ${partial}`]),
    ...named(digest.silent, (one) => silentPhrase(one, window.zone)),
    ...named(digest.timeLimits, timeLimitPhrase),
    ...(digest.corrections.length === 0
      ? []
      : [
          `${plural(digest.corrections.length, 'attempt')} of earlier windows became known late and changed nothing here`,
        ]),
    ...(total.attempts.running === 0
      ? []
      : [`${plural(total.attempts.running, 'run')} still running`]),
    ...(openRed.length > 0 && defaultBranch !== null
      ? [
          `Red: the newest run on ${fit(defaultBranch, 300, theme)} or of a target failed`,
        ]
      : []),
    ...caveats(digest).map(
      (note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}`,
    ),
  ];
}
