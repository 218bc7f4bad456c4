import { median } from './statistics.ts';

/** One measured quantity of one subject, a value per round. */
export type Rounds = readonly number[];

export interface Column {
  readonly name: string;
  /** Digits after the point; default: three significant ones. */
  readonly digits?: number;
}

export interface Table {
  readonly title: string;
  /** What the first column names. */
  readonly subject: string;
  readonly columns: readonly Column[];
  /** Cells in the order of the columns; text stands as it is, null reads as a dash. */
  readonly rows: readonly {
    readonly name: string;
    readonly cells: readonly (Rounds | string | null)[];
  }[];
  /**
   * Adds a first column with the ratio of each row's median to that of the row `to`, in the column with that index.
   * `more`: a larger value is better, and the ratio says how many times as much the row reaches.
   */
  readonly ratio?: { readonly column: number; readonly to: string };
  readonly notes?: readonly string[];
}

export interface Target {
  readonly name: string;
  /** What was asked for, in words. */
  readonly wanted: string;
  readonly reached: string;
  readonly met: boolean;
}

/**
 * A target that compares two subjects of one run, because absolute figures differ from machine to machine. It is
 * judged by the ratio of the medians; the spread is that of the rounds.
 */
export function ratioTarget(options: {
  readonly name: string;
  readonly values: Rounds;
  readonly reference: Rounds;
  readonly to: string;
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
}): Target {
  const { name, values, reference, to, limit } = options;
  const ratio = median(values) / median(reference);
  const rounds = values.map(
    (value, round) => value / (reference[round] ?? NaN),
  );
  const [word, bound, met] =
    'atLeast' in limit
      ? (['at least', limit.atLeast, ratio >= limit.atLeast] as const)
      : (['at most', limit.atMost, ratio <= limit.atMost] as const);
  return {
    name,
    wanted: `${word} ${bound.toFixed(1)} × ${to}`,
    reached: `${ratio.toFixed(2)} × (${Math.min(...rounds).toFixed(2)}–${Math.max(...rounds).toFixed(2)})`,
    met,
  };
}

export interface Report {
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
}

/** Markdown: one line of headings, ratios first, median with the lowest and highest round in parentheses. */
export function renderTable(table: Table): string {
  const { columns, rows, ratio } = table;
  const reference =
    ratio && middle(rows.find((one) => one.name === ratio.to)?.cells, ratio);
  const header = [
    table.subject,
    ...(ratio ? [`× ${ratio.to}`] : []),
    ...columns.map((column) => column.name),
  ];
  const lines = rows.map(({ name, cells }) => {
    const own = ratio && middle(cells, ratio);
    const first =
      reference === undefined
        ? []
        : [own === undefined ? '–' : times(own / reference)];
    return [
      name,
      ...first,
      ...columns.map((column, index) => cell(cells[index] ?? null, column)),
    ];
  });
  return [
    `### ${table.title}`,
    '',
    row(header),
    row(header.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...lines.map(row),
    ...(table.notes ?? []).flatMap((note) => ['', note]),
    '',
  ].join('\n');
}

export function renderTargets(targets: readonly Target[]): string {
  return [
    row(['target', 'wanted', 'reached', '']),
    row(['---', '---', '---', '---']),
    ...targets.map(({ name, wanted, reached, met }) =>
      row([name, wanted, reached, met ? 'met' : '**missed**']),
    ),
    '',
  ].join('\n');
}

function middle(
  cells: Table['rows'][number]['cells'] | undefined,
  { column }: { readonly column: number },
): number | undefined {
  const found = cells?.[column];
  return typeof found === 'string' || found == null ? undefined : median(found);
}

function times(ratio: number): string {
  return `${ratio >= 100 ? Math.round(ratio) : ratio.toPrecision(ratio >= 1 ? 3 : 2)}×`;
}

function cell(value: Rounds | string | null, column: Column): string {
  if (value === null || value.length === 0) return '–';
  if (typeof value === 'string') return value;
  const shown = [median(value), Math.min(...value), Math.max(...value)].map(
    (one) => formatNumber(one, column.digits),
  );
  const [typical = '', low = '', high = ''] = shown;
  return low === high ? typical : `${typical} (${low}–${high})`;
}

/** Three significant digits, thousands set apart. */
export function formatNumber(value: number, digits?: number): string {
  const places =
    digits ??
    (value === 0 || Math.abs(value) >= 100
      ? 0
      : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toLocaleString('en-US', {
    maximumFractionDigits: Math.min(places, 6),
  });
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
