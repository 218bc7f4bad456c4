import type { Report, Text } from '../report/report.ts';

/** A text as it would be read out: what tests compare. */
export function plain(text: Text | undefined): string {
  if (text === undefined) return '';
  const pieces = Array.isArray(text) ? text : [text];
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('strong' in piece) return piece.strong;
      if ('code' in piece) return piece.code;
      if ('link' in piece) return piece.text;
      if ('command' in piece) return `/${piece.command}`;
      if ('duration' in piece) return `${Math.round(piece.duration / 1000)}s`;
      return `<${new Date(piece.time).toISOString()}>`;
    })
    .join('');
}

/** Every line of a report's sections: `heading`, then `icon text`. */
export function plainLines(report: Report): string[] {
  return report.sections.flatMap(({ heading, lines }) => [
    ...(heading === undefined ? [] : [`# ${heading}`]),
    ...lines.map(({ icon, text }) => `${icon ?? '-'} ${plain(text)}`),
  ]);
}
