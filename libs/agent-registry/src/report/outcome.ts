import type { Snapshot } from '@yardmaster/github-dispatcher';
import type { Tone } from './report.ts';

/** How an invocation ended. `started` is the end of one that was not asked to wait. */
export const OUTCOMES = [
  'answered',
  'started',
  'succeeded',
  'failed',
  'cancelled',
  'superseded',
  'skipped',
  'needs_action',
  'unknown',
  'ambiguous',
  'rejected',
  'deleted',
  'interrupted',
  'error',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What each outcome is called, and its tone. Exhaustive: an outcome that is not here does not compile. */
export const OUTCOME_WORDS: Readonly<
  Record<Outcome, { readonly word: string; readonly tone: Tone }>
> = {
  answered: { word: 'Done', tone: 'info' },
  started: { word: 'Started', tone: 'info' },
  succeeded: { word: 'Succeeded', tone: 'success' },
  failed: { word: 'Failed', tone: 'failure' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
  superseded: { word: 'Superseded', tone: 'neutral' },
  skipped: { word: 'Skipped', tone: 'neutral' },
  needs_action: { word: 'Needs action', tone: 'warning' },
  unknown: { word: 'Unknown conclusion', tone: 'warning' },
  ambiguous: { word: 'Not certain that it started', tone: 'warning' },
  rejected: { word: 'Not started', tone: 'failure' },
  deleted: { word: 'Run deleted', tone: 'warning' },
  interrupted: { word: 'Interrupted', tone: 'warning' },
  error: { word: 'Error', tone: 'failure' },
};

/** What a person needs to know about an outcome that its name does not say. */
export const OUTCOME_SENTENCES: Readonly<Partial<Record<Outcome, string>>> = {
  superseded:
    'A newer run of its concurrency group took its place before it started.',
  needs_action: 'GitHub needs an action on the run page.',
  unknown:
    'Yardmaster does not know this conclusion. Check the run page; it does not count as success.',
  ambiguous:
    'GitHub did not confirm the start, and no run with this id has appeared. Look again before you start it again.',
  deleted: 'The run no longer exists on GitHub, so its outcome is not known.',
  interrupted: 'Yardmaster was restarted while it worked on this.',
};

/** What a run that has not ended is doing. */
export const PHASE_WORDS: Readonly<Record<Snapshot['phase'], string>> = {
  requested: 'Starting…',
  queued: 'Queued',
  pending: 'Waiting behind another run',
  waiting: 'Waiting',
  in_progress: 'Running',
  completed: 'Finishing',
  unknown: 'Running (GitHub reports a status Yardmaster does not know)',
};
