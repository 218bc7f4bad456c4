import { latest, type RunRecord } from '../runs/run.ts';
import { iso } from '../wire/context.ts';

/** https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository */
const FILTERS = [
  'actor',
  'branch',
  'check_suite_id',
  'created',
  'event',
  'head_sha',
  'status',
] as const;

/** A search gives no more than this, however many runs there are. */
export const SEARCH_CAP = 1000;

export function isFiltered(query: URLSearchParams): boolean {
  return FILTERS.some((name) => query.has(name));
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Epoch milliseconds of the first and the last moment a date or a time stands for. */
function span(text: string): readonly [number, number] {
  const from = Date.parse(DAY.test(text) ? `${text}T00:00:00Z` : text);
  return [from, DAY.test(text) ? from + 86_399_999 : from + 999];
}

/**
 * A predicate of GitHub's date search: `>=D`, `>D`, `<=D`, `<D`, `A..B`, `A..*`, `*..B` or a day.
 * https://docs.github.com/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax#query-for-dates
 */
function createdFilter(text: string): (epochMs: number) => boolean {
  const [from, to] = text.split('..');
  if (to !== undefined && from !== undefined) {
    const start = from === '*' ? -Infinity : span(from)[0];
    const end = to === '*' ? Infinity : span(to)[1];
    return (at) => at >= start && at <= end;
  }
  const [, sign = '', date = ''] = /^([<>]=?)?(.*)$/.exec(text) ?? [];
  const [first, last] = span(date);
  switch (sign) {
    case '>':
      return (at) => at > last;
    case '>=':
      return (at) => at >= first;
    case '<':
      return (at) => at < first;
    case '<=':
      return (at) => at <= last;
    default:
      return (at) => at >= first && at <= last;
  }
}

export function runFilter(query: URLSearchParams): (run: RunRecord) => boolean {
  const created = query.get('created');
  const inTime = created === null ? () => true : createdFilter(created);
  function is(name: (typeof FILTERS)[number], ...values: unknown[]) {
    const wanted = query.get(name);
    return wanted === null || values.some((value) => String(value) === wanted);
  }
  return (run) => {
    const { status, conclusion } = latest(run);
    return (
      is('actor', run.actor) &&
      is('branch', run.branch) &&
      is('event', run.event) &&
      is('head_sha', run.sha) &&
      is('check_suite_id', run.id + 22_000_000_000) &&
      is('status', status, conclusion) &&
      inTime(Date.parse(iso(run.createdAt)))
    );
  };
}
