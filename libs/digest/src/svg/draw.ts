/** Two decimals are enough for a pixel and keep the text short. */
export function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export interface TextStyle {
  readonly fill: string;
  readonly size?: number | undefined;
  readonly bold?: boolean | undefined;
  readonly anchor?: 'start' | 'middle' | 'end' | undefined;
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

/** What is neither success nor failure is drawn hollow. */
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

/** Straight, and broken where a value is missing: nothing is drawn that was not measured. */
export function polyline(
  points: readonly (readonly [x: number, y: number] | null)[],
  attributes: string,
): string {
  let open = false;
  const path = points.map((point) => {
    const command = point
      ? `${open ? 'L' : 'M'}${num(point[0])} ${num(point[1])}`
      : '';
    open = point !== null;
    return command;
  });
  return `<path d="${path.join('')}" fill="none" stroke-width="3" ${attributes}/>`;
}

/** Context rather than news: earlier attempts, and stretches that are not whole. */
export function faint(content: string): string {
  return content === '' ? '' : `<g opacity="0.45">${content}</g>`;
}

function escapeXml(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
