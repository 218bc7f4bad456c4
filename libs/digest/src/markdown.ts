import type { AttemptLink, Digest, WorkflowDigest } from './digest.ts';
import {
  cut,
  formatDuration,
  formatRate,
  oneLine,
  plural,
  previousName,
  windowDates,
  windowTitle,
} from './format.ts';
import type { Outcome } from './run.ts';
import {
  caveats,
  durationPhrases,
  healthPhrases,
  otherPhrases,
  runsPhrase,
  splitPhrases,
  successPhrase,
  tailPhrase,
} from './words.ts';

/** https://docs.discord.com/developers/resources/message#create-message */
const MESSAGE_LIMIT = 2000;
const NAME_LIMIT = 60;

export interface MarkdownOptions {
  /** Whose runs these are, such as `owner/name`; escaped. */
  readonly title?: string;
  /** UTF-16 units, at most and by default Discord's 2000. */
  readonly limit?: number;
}

const MARK: Readonly<Record<Outcome, string>> = {
  success: '✅ success',
  failure: '❌ failure',
  cancelled: '🚫 cancelled',
  skipped: '⏭️ skipped',
  other: '❔',
  running: '⏳ running',
};

/**
 * A message for Discord. Text from outside is escaped and cut; lines that do not fit are left out from the end, and
 * the message says how many workflows that were. Send it with `allowed_mentions: { parse: [] }` all the same.
 */
export function toMarkdown(
  digest: Digest,
  options: MarkdownOptions = {},
): string {
  const limit = Math.min(options.limit ?? MESSAGE_LIMIT, MESSAGE_LIMIT);
  const notes = caveats(digest);
  const foot = notes.length > 0 ? `-# ${capital(notes.join(' · '))}` : '';
  const head = headLines(digest, options.title);
  const rows = digest.workflows.map(workflowLine);
  const tail = tailLines(digest);

  const lines: string[] = [];
  let room = limit - (foot ? foot.length + 1 : 0);
  const fits = (line: string, spare = 0): boolean => {
    if (line.length + 1 + spare > room) return false;
    lines.push(line);
    room -= line.length + 1;
    return true;
  };
  for (const line of head) if (line) fits(line);
  let shown = 0;
  for (const row of rows) {
    const last = shown === rows.length - 1;
    if (!fits(row, last ? 0 : moreLine(rows.length).length + 1)) break;
    shown += 1;
  }
  if (shown < rows.length) fits(moreLine(rows.length - shown));
  else for (const line of tail) fits(line);
  if (foot) lines.push(foot);
  return cut(lines.join('\n'), limit);
}

function moreLine(n: number): string {
  return `…and ${plural(n, 'more workflow')}`;
}

function headLines(digest: Digest, title: string | undefined): string[] {
  const { window, previous, total, change, partial, openRed, silent } = digest;
  const whose = title ? ` · ${escape(title, NAME_LIMIT)}` : '';
  const compared =
    change && previous ? `, against ${previousName(window)}` : '';
  const split = splitPhrases(total.durations);
  return [
    `**${windowTitle(window)}**${whose}`,
    `${windowDates(window)} (${escape(window.zone, NAME_LIMIT)})${compared}`,
    partial === null ? '' : `⚠️ **Partial:** ${escape(partial, 200)}`,
    total.runs.total === 0
      ? 'No run ended in this window.'
      : `**${runsPhrase(digest)}** · **${successPhrase(digest)}**`,
    otherPhrases(total).join(' · '),
    bulletless('Successful attempts: ', durationPhrases(digest)),
    bulletless('Of that, on average: ', split),
    capital(healthPhrases(total).join(' · ')),
    ...openRed
      .slice(0, 5)
      .map(
        (red) =>
          `🔴 **${escape(red.workflow, NAME_LIMIT)}** red ${red.atLeast ? 'at least ' : ''}since ${moment(red.since)}, ${plural(red.failures, 'failure')}${link('last', red.url, ' · ')}`,
      ),
    ...silent
      .slice(0, 5)
      .map(
        (quiet) =>
          `💤 **${escape(quiet.workflow, NAME_LIMIT)}** did not run; last ${moment(quiet.lastRunAt)}${quiet.everyMs === null ? '' : `, usually every ${formatDuration(quiet.everyMs)}`}`,
      ),
  ];
}

function workflowLine(row: WorkflowDigest): string {
  const { successRate, durations, latest } = row;
  const parts = [
    `**${escape(row.workflow, NAME_LIMIT)}** ${plural(row.runs.total, 'run')}`,
  ];
  if (successRate.n > 0) {
    parts.push(
      `${formatRate(successRate)} (${successRate.success} ok, ${row.runs.failure} failed)`,
    );
  }
  if (durations.total.n > 0) {
    parts.push(`avg ${formatDuration(durations.total.averageMs)}`);
    if (durations.total.p95Ms !== null) parts.push(tailPhrase(durations.total));
  }
  return parts.join(' · ') + (latest ? latestPhrase(latest) : '');
}

function latestPhrase(latest: AttemptLink): string {
  const known = MARK[latest.outcome];
  const word =
    latest.outcome === 'other'
      ? `${known} ${escape(latest.conclusion ?? 'unknown', 20)}`
      : known;
  return ` · ${link(`latest: ${word}`, latest.url) || `latest: ${word}`} ${moment(latest.endedAt ?? latest.startedAt)}`;
}

function tailLines({ slowest, byRequester }: Digest): string[] {
  const lines: string[] = [];
  if (slowest.length > 0) {
    const entries = slowest.slice(0, 3).map((entry) => {
      const name = escape(entry.workflow, 30);
      return `${link(name, entry.url) || name} ${formatDuration(entry.durationMs)}`;
    });
    lines.push(`Slowest: ${entries.join(' · ')}`);
  }
  if (byRequester.top.length > 0) {
    const entries = byRequester.top
      .slice(0, 5)
      .map(({ name, runs }) => `${escape(name, 30)} ${runs}`);
    lines.push(`Asked for by: ${entries.join(' · ')}`);
  }
  return lines;
}

function bulletless(lead: string, phrases: readonly string[]): string {
  return phrases.length === 0 ? '' : lead + phrases.join(' · ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Shown in the reader's own zone: https://docs.discord.com/developers/reference#message-formatting */
function moment(iso: string): string {
  return `<t:${Math.floor(Date.parse(iso) / 1000)}:R>`;
}

/** A link without preview. Empty for what is no plain http(s) URL. */
function link(label: string, url: string, lead = ''): string {
  return /^https?:\/\/[^\s<>()[\]\\]{1,300}$/.test(url)
    ? `${lead}[${label}](<${url}>)`
    : '';
}

/** Markdown is shown as it is, links and emoji codes do not form, and nobody is mentioned. */
function escape(text: string, limit: number): string {
  return oneLine(text, limit)
    .replace(/[\\*_~`|>#[\]()<:-]/g, '\\$&')
    .replaceAll('@', '@\u200b');
}
