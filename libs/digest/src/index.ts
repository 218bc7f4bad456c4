export { counts, OUTCOMES, outcomeOf, requesterOf } from './run.ts';
export type { DigestJob, DigestRun, Outcome } from './run.ts';
export type { Instant } from './instant.ts';
export {
  calendarDay,
  isoWeek,
  previousWindow,
  rollingWindow,
  windowKey,
} from './window.ts';
export type { Window, WindowKind } from './window.ts';
export { summarize } from './summarize.ts';
export type { SummarizeOptions } from './summarize.ts';
export type {
  AttemptLink,
  Bucket,
  Change,
  Counts,
  Digest,
  Durations,
  Figures,
  OpenRed,
  Quality,
  Share,
  Shares,
  Silent,
  StripBar,
  SuccessRate,
  WorkflowDigest,
} from './digest.ts';
export type { DurationStats } from './statistics.ts';
