/** What a report is about, in one word. A surface maps it to a colour and always to words as well. */
export const TONES = [
  'progress',
  'success',
  'failure',
  'warning',
  'neutral',
  'info',
] as const;
export type Tone = (typeof TONES)[number];

/**
 * A piece of text. Strings may come from anywhere (a branch name, a log, a person): they are plain text, and the
 * surface that shows them escapes them for where they are shown.
 */
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  | { readonly link: string; readonly text: string }
  /** A moment; Discord draws `<t:…:R>`, a terminal "3 minutes ago". */
  | { readonly time: number; readonly style: 'relative' | 'full' }
  /** A length of time in milliseconds. */
  | { readonly duration: number }
  /** A command of ours, named as the surface types it: `/status` or `yardmaster status`. */
  | { readonly command: string };

/** One inline piece, or several that follow each other without a separator. */
export type Text = Inline | readonly Inline[];

export interface Field {
  readonly name: string;
  readonly value: Text;
}

/** How one line of a list stands; never shown by colour alone. */
export const ICONS = [
  'passed',
  'failed',
  'running',
  'waiting',
  'skipped',
  'cancelled',
  'warning',
  'unknown',
] as const;
export type Icon = (typeof ICONS)[number];

export interface Line {
  readonly text: Text;
  readonly icon?: Icon;
  /** Depth in the tree: a step is one deeper than its job. */
  readonly depth?: number;
  /** When the job or step started, milliseconds since the epoch; absent once it has ended. */
  readonly runningSince?: number;
}

export interface Section {
  readonly heading?: string;
  readonly lines: readonly Line[];
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** A picture, drawn only when a surface shows it. */
export interface Picture {
  readonly fileName: string;
  /** Alternative text, at most 1,024 characters. */
  readonly alt: string;
  readonly svg: () => string;
  readonly png: () => Promise<Uint8Array>;
}

/** What a person may do next with the run a report is about; access is checked again when they do. */
export const RUN_ACTIONS = ['cancel', 'rerun_failed'] as const;
export type RunActionKind = (typeof RUN_ACTIONS)[number];
export interface RunAction {
  readonly kind: RunActionKind;
  readonly runId: number;
  readonly attempt: number;
}

/** What a person may do next with a command whose start is uncertain; access is checked again when they do. */
export const INVOCATION_ACTIONS = ['look_again', 'start_again'] as const;
export interface InvocationAction {
  readonly kind: (typeof INVOCATION_ACTIONS)[number];
  readonly invocationId: string;
}

export type Action = RunAction | InvocationAction;

/**
 * What a command says, without saying how it looks. A surface renders it: as a Discord message, in a terminal, as JSON.
 */
export interface Report {
  readonly title: string;
  readonly tone: Tone;
  /** One sentence under the title. */
  readonly summary?: Text;
  readonly fields: readonly Field[];
  readonly sections: readonly Section[];
  /** Text to be shown as it is, in a fixed-width font: the last lines of a log. */
  readonly excerpt?: { readonly caption: string; readonly text: string };
  readonly links: readonly Link[];
  readonly actions: readonly Action[];
  readonly picture?: Picture;
  /** The same content as data, for `--json`; stable names, JSON values only. */
  readonly data: JsonObject;
}

export type Json =
  string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** A report with the parts that were not given left empty. */
export function createReport(
  parts: Pick<Report, 'title' | 'tone'> & Partial<Report>,
): Report {
  return {
    fields: [],
    sections: [],
    links: [],
    actions: [],
    data: {},
    ...parts,
  };
}
