import type { Line, Report, Text } from '@yardmaster/agent-registry';
import type { Job, Snapshot, Step } from '@yardmaster/github-dispatcher';

/** One line of the tree, and since when what it tells of has been running (milliseconds since the epoch). */
export interface TreeLine {
  readonly line: Line;
  readonly runningSince?: number;
}

/** The jobs of a report and their steps, as the report shows them, with the start of those that run. */
export function runTree(
  report: Report,
  snapshot: Snapshot | undefined,
): readonly TreeLine[] {
  const jobs = new Map(snapshot?.jobs.map((job) => [job.name, job]));
  let job: Job | undefined;
  return (report.sections[0]?.lines ?? []).map((line) => {
    const name = nameOf(line);
    if (!line.depth) job = jobs.get(name);
    const item: Job | Step | undefined = line.depth
      ? job?.steps.findLast((step) => step.name === name)
      : job;
    return line.icon === 'running' && item?.startedAt
      ? { line, runningSince: item.startedAt.getTime() }
      : { line };
  });
}

/** The name of the job or step that a line tells of: its first piece. */
export function nameOf({ text }: Line): string {
  const [first]: readonly unknown[] = Array.isArray(text) ? text : [text];
  return String(first);
}

/** The line's text with how long it has been running by now. */
export function withElapsed(
  { line, runningSince }: TreeLine,
  now: number,
): Line {
  if (runningSince === undefined) return line;
  const pieces: Text = [
    ...(Array.isArray(line.text) ? line.text : [line.text]),
    ' ',
    { duration: Math.max(0, now - runningSince) },
  ];
  return { ...line, text: pieces };
}
