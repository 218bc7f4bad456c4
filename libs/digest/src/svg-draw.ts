import { oneLine } from './format.ts';

export interface Theme {
  readonly page: string;
  readonly panel: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly pass: string;
  readonly fail: string;
  readonly other: string;
  readonly p50: string;
  readonly p95: string;
  readonly warn: string;
}

/** Grounds are Discord's; every text colour has a contrast of 4.5 or more against its ground. */
export const THEMES = {
  dark: {
    page: '#1e1f22',
    panel: '#2b2d31',
    text: '#f2f3f5',
    muted: '#b5bac1',
    grid: '#41444a',
    pass: '#3fae68',
    fail: '#ff6b6e',
    other: '#a0a5ad',
    p50: '#63b3f4',
    p95: '#f5b041',
    warn: '#f5b041',
  },
  light: {
    page: '#ffffff',
    panel: '#f2f3f5',
    text: '#111214',
    muted: '#4e5058',
    grid: '#d3d6db',
    pass: '#1f8a4c',
    fail: '#c9252d',
    other: '#6b7079',
    p50: '#1769c2',
    p95: '#9a5b00',
    warn: '#8a5200',
  },
} as const satisfies Record<string, Theme>;

export type ThemeName = keyof typeof THEMES;

/** The bundled font has no emoji; other scripts it lacks show as boxes unless a font is added. */
const EMOJI = /[\p{Extended_Pictographic}\u20e3\ufe0f]/gu;

/** Two decimals are enough for a pixel and keep the text short. */
export function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export interface TextStyle {
  readonly fill: string;
  readonly size?: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function text(
  x: number,
  y: number,
  content: string,
  { fill, size = 20, bold = false, anchor = 'start' }: TextStyle,
): string {
  const weight = bold ? ' font-weight="700"' : '';
  const side = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${num(x)}" y="${num(y)}" font-size="${size}"${weight}${side} fill="${fill}">${escapeXml(content)}</text>`;
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  attributes: string,
): string {
  return `<rect x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}" ${attributes}/>`;
}

export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  stroke: string,
): string {
  return `<path d="M${num(x1)} ${num(y1)}L${num(x2)} ${num(y2)}" stroke="${stroke}" stroke-width="1.5"/>`;
}

/** What counts neither way is drawn hollow. */
export function hollow(
  x: number,
  y: number,
  width: number,
  height: number,
  stroke: string,
): string {
  return rect(
    x + 1,
    y + 1,
    Math.max(0.5, width - 2),
    Math.max(0.5, height - 2),
    `fill="none" stroke="${stroke}" stroke-width="2"`,
  );
}

function escapeXml(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

// Advance widths of Inter from U+0020 to U+007E in thousandths of the size, so that text can be fitted without a font.
const REGULAR =
  `281 288 466 633 642 982 644 300 365 365 501 662 288 460 288 360 631 407 610 618 646 593 620 566 619 620 288 302 662 662
 662 511 966 690 654 730 722 601 590 746 743 269 571 672 565 903 753 765 639 765 644 642 646 744 690 985 682 679 629 365
 360 365 471 456 323 562 612 571 612 583 370 613 591 242 242 549 242 876 591 600 612 612 376 528 327 591 562 818 546 562
 552 426 333 426 662`
    .split(/\s+/)
    .map(Number);
/** Of every other character: the width of an ellipsis, more than most. */
const OTHER = 1000;
const BOLD_FACTOR = 1.06;

export function textWidth(content: string, size: number, bold = false): number {
  let sum = 0;
  for (const point of content) {
    sum += REGULAR[(point.codePointAt(0) ?? 0) - 32] ?? OTHER;
  }
  return (sum * size * (bold ? BOLD_FACTOR : 1)) / 1000;
}

/** One line no wider than `width`, cut with an ellipsis at its end. */
export function fit(
  content: string,
  width: number,
  size = 20,
  bold = false,
): string {
  const clean = drawable(content);
  if (textWidth(clean, size, bold) <= width) return clean;
  const points = [...clean];
  const room = width - textWidth('…', size, bold);
  while (points.length > 0 && textWidth(points.join(''), size, bold) > room) {
    points.pop();
  }
  return `${points.join('').trimEnd()}…`;
}

/** The same, cut in the middle: names that share a beginning often differ at the end. */
export function fitName(content: string, width: number, size = 20): string {
  const clean = drawable(content);
  if (textWidth(clean, size) <= width) return clean;
  const points = [...clean];
  const room = width - textWidth('…', size);
  let head = Math.ceil(points.length / 2);
  let tail = points.length - head;
  const shown = (): [string, string] => [
    points.slice(0, head).join('').trimEnd(),
    points
      .slice(points.length - tail)
      .join('')
      .trimStart(),
  ];
  while (head + tail > 0 && textWidth(shown().join(''), size) > room) {
    if (tail > 0 && tail * 3 >= head * 2) tail -= 1;
    else head -= 1;
  }
  return shown().join('…');
}

/** Of what is shown in one line; longer names are cut before they are measured. */
const LONGEST = 200;

function drawable(content: string): string {
  const clean = oneLine(content, LONGEST);
  return clean.replace(EMOJI, '').trim() || clean;
}
