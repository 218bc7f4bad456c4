import type { LogScan } from '../github.ts';

/** One message of the log: a line, with the lines that continue it. Raw: neither plain nor redacted. */
export type LogEntry = {
  readonly text: string;
  /** GitHub marked it with `##[error]`. */
  readonly isError: boolean;
};

/**
 * What one step printed, as far as it is kept. The runner opens each step with `##[group]Run …`, and the steps that
 * follow the job with `Post job cleanup.`; nothing else in a log separates steps.
 */
export type LogSection = {
  /** `opening`: before the first step. */
  readonly kind: 'opening' | 'step' | 'post';
  /** The text behind `##[group]Run `. */
  readonly title: string;
  /** Epoch milliseconds of its first line. */
  readonly at: number | undefined;
  readonly firstError: LogEntry | undefined;
  /** The last entries up to the last error; empty without an error. */
  readonly untilError: readonly LogEntry[];
  /** The last entries after the last error. */
  readonly afterError: readonly LogEntry[];
};

const TIMESTAMP = /^\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) ?/;
const STEP = '##[group]Run ';
const POST = 'Post job cleanup.';
const ERROR = '##[error]';

/** Characters of one line, entries of one section, lines of one message, sections of one log: what is kept at most. */
const MAX_LINE = 4_096;
const MAX_ENTRIES = 60;
const MAX_CONTINUATION = 20;
const MAX_SECTIONS = 1_000;
const MASK = '***';

type OpenSection = {
  kind: LogSection['kind'];
  title: string;
  at: number | undefined;
  firstError: OpenEntry | undefined;
  untilError: OpenEntry[];
  afterError: OpenEntry[];
};
type OpenEntry = {
  text: string;
  isError: boolean;
  readonly stamp: string | undefined;
  lines: number;
};

/**
 * Cuts a job's log into sections while it is read, so that memory stays bounded whatever a job printed. Frames that a
 * progress bar overwrote (`\r`) are dropped. Runs in linear time.
 */
export function createLogScan(): LogScan<readonly LogSection[]> {
  const sections: OpenSection[] = [newSection('opening', '', undefined)];
  /** The physical line so far: the frame being written, and the last one that was not blank. */
  let frame = '';
  let shown = '';
  let stamp: string | undefined;
  let isFirstFrame = true;
  let isInKey = false;

  function endFrame(): void {
    if (isFirstFrame) {
      const found = TIMESTAMP.exec(frame);
      stamp = found?.[1];
      if (found !== null) frame = frame.slice(found[0].length);
      isFirstFrame = false;
    }
    if (frame.trim() !== '') shown = frame;
    frame = '';
  }

  function endLine(): void {
    endFrame();
    addLine(stamp, shown);
    shown = '';
    stamp = undefined;
    isFirstFrame = true;
  }

  function addLine(at: string | undefined, raw: string): void {
    const text = maskKey(raw.replace(/^\ufeff/, ''));
    const opened = sectionOpenedBy(text);
    if (opened !== undefined && sections.length < MAX_SECTIONS)
      sections.push(
        newSection(
          opened.kind,
          opened.title,
          at === undefined ? undefined : Date.parse(at),
        ),
      );
    const section = sections.at(-1);
    if (section !== undefined) addTo(section, at, text);
  }

  /** The lines of a private key, which say nothing by themselves: its first line may be gone when they are shown. */
  function maskKey(text: string): string {
    const isKeyLine = text.includes('PRIVATE KEY');
    if (isKeyLine && text.includes('-----BEGIN ')) isInKey = true;
    const masked = isInKey ? MASK : text;
    if (isKeyLine && text.includes('-----END ')) isInKey = false;
    return masked;
  }

  return {
    push(text) {
      const ends = /[\r\n]/g;
      let from = 0;
      for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
        append(text, from, end.index);
        if (end[0] === '\n') endLine();
        else endFrame();
        from = end.index + 1;
      }
      append(text, from, text.length);
    },
    finish() {
      if (frame !== '' || shown !== '') endLine();
      return sections;
    },
  };

  function append(text: string, from: number, to: number): void {
    const room = MAX_LINE - frame.length;
    if (room > 0) frame += text.slice(from, Math.min(to, from + room));
  }
}

function newSection(
  kind: LogSection['kind'],
  title: string,
  at: number | undefined,
): OpenSection {
  return {
    kind,
    title,
    at,
    firstError: undefined,
    untilError: [],
    afterError: [],
  };
}

function sectionOpenedBy(
  text: string,
): Pick<LogSection, 'kind' | 'title'> | undefined {
  if (text.startsWith(STEP))
    return { kind: 'step', title: text.slice(STEP.length).trim() };
  return text.startsWith(POST) ? { kind: 'post', title: '' } : undefined;
}

function addTo(
  section: OpenSection,
  stamp: string | undefined,
  text: string,
): void {
  const isError = text.startsWith(ERROR);
  const last = section.afterError.at(-1) ?? section.untilError.at(-1);
  if (last !== undefined && continues(last, stamp, text)) {
    if (last.lines < MAX_CONTINUATION) last.text += `\n${text}`;
    last.lines += 1;
    return;
  }
  if (text.trim() === '') return;
  const entry: OpenEntry = { text, isError, stamp, lines: 1 };
  section.afterError.push(entry);
  if (section.afterError.length > MAX_ENTRIES) section.afterError.shift();
  if (!isError) return;
  section.firstError ??= entry;
  section.untilError = [...section.untilError, ...section.afterError].slice(
    -MAX_ENTRIES,
  );
  section.afterError = [];
}

/** A message of several lines: the rest has no time of its own, or, behind an error, that of its first line. */
function continues(
  last: OpenEntry,
  stamp: string | undefined,
  text: string,
): boolean {
  if (text.startsWith('##[')) return false;
  if (stamp === undefined) return last.isError || last.stamp !== undefined;
  return last.isError && last.stamp === stamp;
}
