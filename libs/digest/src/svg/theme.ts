import type { Typeface } from '../fonts/typeface.ts';

interface Colors {
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

/** Colors and fonts of one picture. */
export interface Theme extends Colors {
  readonly typeface: Typeface;
}

/** The grounds are Discord's; every text color has a contrast of 4.5 or more against its ground. */
export const COLORS = {
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
} as const satisfies Record<string, Colors>;

export type ThemeName = keyof typeof COLORS;
