import type { JobRecord, StepRecord } from './run.ts';
import { stepName } from '../workflow/workflow.ts';

/** A log line as GitHub stores it: seven digits of a second, a space, the text. */
function stamped(epochMs: number, text: string): string {
  return `${new Date(epochMs).toISOString().replace('Z', '0000Z')} ${text}`;
}

/** What the runner itself prints in a step that no workflow file names. */
function runnerText({ name }: StepRecord): string {
  if (name.startsWith('Post ')) return 'Post job cleanup.';
  return name === 'Complete job' ? 'Cleaning up orphan processes' : name;
}

/** The plain text of a job's log. It has no step ids; only groups and error lines separate steps. */
export function jobLog(job: JobRecord): string {
  const lines: string[] = [];
  for (const step of job.steps) {
    if (step.startedAt === null || step.conclusion === 'skipped') continue;
    const say = (text: string, at = step.startedAt ?? 0) =>
      lines.push(stamped(at, text));
    const defined = job.definition.steps.find(
      (candidate) => stepName(candidate) === step.name,
    );
    say(defined === undefined ? runnerText(step) : `##[group]Run ${step.name}`);
    if (defined !== undefined) {
      say(`echo ${step.name}`);
      say('##[endgroup]');
      if (typeof defined !== 'string')
        for (const line of defined.log ?? []) say(line);
    }
    const end = step.completedAt ?? step.startedAt;
    if (step.conclusion === 'failure') {
      for (const line of job.lastWords) say(line, end);
      say('##[error]Process completed with exit code 1.', end);
    }
    if (step.conclusion === 'cancelled') {
      for (const line of job.lastWords) say(line, end);
      say('##[error]The operation was canceled.', end);
    }
  }
  // GitHub's log files start with a byte order mark.
  return `\uFEFF${lines.join('\n')}\n`;
}
