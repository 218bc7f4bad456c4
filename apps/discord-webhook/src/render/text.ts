import {
  formatDuration,
  type Inline,
  type Text,
} from '@yardmaster/agent-registry';
import { codeSpan, escapeMarkdown, webAddress } from './markdown.ts';

/**
 * Text as Discord markdown of at most `max` UTF-16 units. Long text is cut before it is escaped, so that no escape, code
 * span, link or timestamp is broken.
 */
export function renderText(text: Text, max = Number.POSITIVE_INFINITY): string {
  const pieces = Array.isArray(text)
    ? (text as readonly Inline[])
    : [text as Inline];
  let rendered = '';
  for (const piece of pieces) {
    const whole = renderInline(piece);
    if (rendered.length + whole.length <= max) {
      rendered += whole;
      continue;
    }
    return rendered + renderCut(piece, max - rendered.length);
  }
  return rendered;
}

function renderInline(piece: Inline): string {
  if (typeof piece === 'string') return escapeMarkdown(piece);
  if ('strong' in piece)
    return `**${escapeMarkdown(piece.strong).trim() || '\u2013'}**`;
  if ('code' in piece) return codeSpan(piece.code);
  if ('link' in piece) return renderLink(piece.link, piece.text);
  if ('time' in piece) return renderTime(piece.time, piece.style);
  if ('duration' in piece) return formatDuration(piece.duration);
  return codeSpan(`/${piece.command}`);
}

/** The start of a piece that fits, and an ellipsis. Only the ellipsis if a part of the piece would be misleading. */
function renderCut(piece: Inline, room: number): string {
  if (room < 1) return '';
  const cut = cuttable(piece);
  if (cut === null) return '…';
  // Binary search for the longest prefix whose escaped form fits.
  let low = 0;
  let high = Math.min(cut.text.length, room);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (cut.render(prefix(cut.text, middle)).length <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '…' : cut.render(prefix(cut.text, low));
}

function cuttable(
  piece: Inline,
): { text: string; render: (text: string) => string } | null {
  if (typeof piece === 'string') return { text: piece, render: renderInline };
  if ('strong' in piece)
    return { text: piece.strong, render: (strong) => renderInline({ strong }) };
  if ('code' in piece)
    return { text: piece.code, render: (code) => renderInline({ code }) };
  return null;
}

function prefix(text: string, units: number): string {
  return `${text.slice(0, units).replace(/[\ud800-\udbff]$/, '')}…`;
}

function renderLink(url: string, text: string): string {
  const address = webAddress(url);
  const label = escapeMarkdown(text);
  return address === null ? label : `[${label}](<${address}>)`;
}

/** https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
function renderTime(at: number, style: 'relative' | 'full'): string {
  return `<t:${Math.floor(at / 1000)}:${style === 'relative' ? 'R' : 'f'}>`;
}
