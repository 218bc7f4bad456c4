import { h } from './dom.ts';

const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
};

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

function relative(seconds: number): string {
  const distance = Math.round(seconds - Date.now() / 1000);
  const [unit, size] = UNITS.find(
    ([, length]) => Math.abs(distance) >= length,
  ) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(
    Math.trunc(distance / size),
    unit,
  );
}

export function formatTime(seconds: number, style: string): string {
  return style === 'R'
    ? relative(seconds)
    : new Intl.DateTimeFormat('en', FORMATS[style] ?? FORMATS['f']).format(
        seconds * 1000,
      );
}

/** `<t:…>` as Discord shows it; relative ones keep up with the time. */
export function timeElement(seconds: number, style: string): HTMLElement {
  return h(
    'time',
    {
      datetime: new Date(seconds * 1000).toISOString(),
      title: formatTime(seconds, 'F'),
      ...(style === 'R' ? { 'data-relative': seconds } : {}),
    },
    formatTime(seconds, style),
  );
}

export function keepTimesFresh(): void {
  setInterval(() => {
    for (const element of document.querySelectorAll<HTMLElement>(
      'time[data-relative]',
    )) {
      element.textContent = relative(Number(element.dataset['relative']));
    }
  }, 1000);
}

/** The time of a message as it stands behind its author's name. */
export function messageTime(iso: string): string {
  const date = new Date(iso);
  const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(
    date,
  );
  return date.toDateString() === new Date().toDateString()
    ? `Today at ${clock}`
    : `${new Intl.DateTimeFormat('en', { dateStyle: 'short' }).format(date)}, ${clock}`;
}

export function milliseconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
