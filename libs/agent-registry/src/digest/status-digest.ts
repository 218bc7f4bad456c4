import {
  calendarDay,
  isoWeek,
  previousWindow,
  rollingWindow,
  summarize,
  type Window,
} from '@yardmaster/digest';
import { z } from 'zod';
import { defineCommand } from '../command/agent.ts';
import type { Core } from '../command/core.ts';
import { createReport, type Report } from '../report/report.ts';
import { toDigestReport } from './report.ts';
import { runsBetween } from './runs.ts';

/** Which stretch of time a digest tells of. */
export interface DigestRequest {
  readonly period: 'daily' | 'weekly';
  /** The whole day or ISO week before the one of `now`, in `timeZone`, rather than the 24 hours or 7 days before `now`. */
  readonly calendar: boolean;
  readonly now: Date;
  /** IANA. */
  readonly timeZone: string;
  readonly signal?: AbortSignal;
}

/** The digest of the deploy and the diagnosis workflow, for the command and for the schedule. */
export async function digestReport(
  core: Core,
  request: DigestRequest,
): Promise<Report> {
  return (await digestOf(core, request)).report;
}

async function digestOf(core: Core, request: DigestRequest) {
  const { now, signal } = request;
  const { deploy, diagnose } = core.config.workflows;
  const workflows = [deploy, diagnose];
  const window = windowOf(request);
  const previous = previousWindow(window);
  const { runs, partial, failure } = await runsBetween(
    workflows,
    listedFrom(previous),
    new Date(window.end),
    core,
    signal,
  );
  if (failure !== undefined)
    return { report: failedReport(failure), outcome: 'error' } as const;
  const digest = summarize(runs, {
    window,
    previous,
    now,
    workflows: workflows.map(({ name }) => ({ name })),
    partial,
    defaultBranch: deploy.ref,
  });
  return {
    report: toDigestReport(digest, core.github.repository),
    outcome: 'answered',
  } as const;
}

/**
 * A run belongs to the window it ends in, and GitHub lists by creation: one window more catches what began earlier, and
 * is the history that streaks and silent workflows are read from.
 */
function listedFrom({ start, end }: Window): Date {
  const from = Date.parse(start);
  return new Date(from - (Date.parse(end) - from));
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
