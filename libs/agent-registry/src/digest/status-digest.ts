import {
  calendarDay,
  isoWeek,
  previousWindow,
  rollingWindow,
  summarize,
} from '@yardmaster/digest';
import { z } from 'zod';
import { defineCommand } from '../command/agent.ts';
import type { Core } from '../command/core.ts';
import type { Config, WorkflowConfig } from '../config/configuration.ts';
import { createReport, type Report } from '../report/report.ts';
import { toDigestReport } from './report.ts';
import { knownAttempts } from './attempts.ts';

/** The period that a digest covers. */
export interface DigestRequest {
  readonly period: 'daily' | 'weekly';
  /** The whole day or ISO week before the one of `now`, in `timeZone`, rather than the 24 hours or 7 days before `now`. */
  readonly calendar: boolean;
  readonly now: Date;
  /** IANA. */
  readonly timeZone: string;
  readonly signal?: AbortSignal;
}

/** The digest of the configured workflows, for the command and for the schedule. */
export async function digestReport(
  core: Core,
  request: DigestRequest,
): Promise<Report> {
  return (await digestOf(core, request)).report;
}

async function digestOf(core: Core, request: DigestRequest) {
  const { now, signal } = request;
  const workflows = digestWorkflows(core.config);
  const window = windowOf(request);
  const previous = previousWindow(window);
  const known = await knownAttempts(
    core,
    workflows,
    { window, previous },
    signal,
  );
  if (known.failure !== undefined)
    return { report: failedReport(known.failure), outcome: 'error' } as const;
  const digest = summarize(known.attempts, {
    window,
    previous,
    now,
    workflows: workflows.map(({ name, file }) => ({
      name,
      path: `.github/workflows/${file}`,
    })),
    coverage: known.coverage,
    partial: known.partial,
    rateLimitedUntil: known.rateLimitedUntil,
    defaultBranch: core.config.workflows.deploy.ref,
  });
  return {
    report: toDigestReport(digest, core.github.repository),
    outcome: 'answered',
  } as const;
}

/** The configured workflows; a key that only changes a workflow's inputs is the same workflow. */
function digestWorkflows({ workflows }: Config): readonly WorkflowConfig[] {
  const { deploy, diagnose, ...others } = workflows;
  const all = [deploy, diagnose, ...Object.values(others)];
  return all.filter(
    ({ file }, index) => all.findIndex((one) => one.file === file) === index,
  );
}

function windowOf({ period, calendar, now, timeZone }: DigestRequest) {
  if (!calendar) return rollingWindow(period, now, timeZone);
  return period === 'daily'
    ? calendarDay(timeZone, now, -1)
    : isoWeek(timeZone, now, -1);
}

function failedReport(summary: string): Report {
  return createReport({
    title: 'No digest',
    tone: 'failure',
    summary,
    data: { outcome: 'error', message: summary },
  });
}

export const statusDigestCommand = defineCommand({
  command: 'status-digest',
  description:
    'Sum up the runs of the last day or week, in words and as a picture',
  effect: 'read',
  visibility: 'public',
  input: z.object({
    period: z
      .enum(['daily', 'weekly'])
      .default('daily')
      .describe('daily: the last 24 hours; weekly: the last 7 days'),
  }),
  examples: [
    { input: {}, does: 'sums up the last 24 hours' },
    { input: { period: 'weekly' }, does: 'sums up the last 7 days' },
  ],
  defers: () => true,
  run: ({ period }, { core, signal }) =>
    digestOf(core, {
      period,
      calendar: false,
      now: new Date(core.clock.now()),
      timeZone: core.config.digest?.timeZone ?? 'UTC',
      signal,
    }),
});
