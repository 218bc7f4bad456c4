export type { Attempt, Deploy, EndSource, Job } from './attempts/attempt.ts';
export { OUTCOMES, outcomeOf, type Outcome } from './attempts/outcome.ts';
export { requesterOf } from './attempts/requester.ts';
export {
  ESTIMATE_MINIMUM,
  type Estimate,
  estimateOf,
  estimatePhrase,
  executionMs,
  type Lateness,
  latenessOf,
} from './eta.ts';
export {
  CHANGE_MINIMUM,
  type Comparison,
  type NoChange,
} from './figures/comparison.ts';
export type { Coverage } from './figures/coverage.ts';
export type {
  AttemptLink,
  Bucket,
  DeployFigures,
  Digest,
  FlakyCandidate,
  Gap,
  JobFigures,
  OpenRed,
  Quality,
  Share,
  Shares,
  Silent,
  StripBar,
  TimeLimit,
  Week,
  WorkflowDigest,
} from './figures/digest.ts';
export type {
  Change,
  Counts,
  Durations,
  Figures,
  RunnerTime,
  SuccessRate,
} from './figures/figures.ts';
export type { WorkflowFacts } from './figures/rows.ts';
export {
  type DurationStats,
  P95_MINIMUM,
  percentOf,
} from './figures/statistics.ts';
export { summarize, type SummarizeOptions } from './figures/summarize.ts';
export { type FontMetrics, readFontMetrics } from './fonts/metrics.ts';
export { DIGEST_JSON_VERSION, type DigestJson, toJson } from './json.ts';
export type { Rasterizer } from './rasterizer.ts';
export { toSvg, type SvgOptions } from './svg/picture.ts';
export type { Schedule } from './time/cron.ts';
export type { Instant } from './time/instant.ts';
export {
  calendarDay,
  isoWeek,
  previousWindow,
  rollingWindow,
  scheduledWindow,
  SETTLE_MS,
  type Window,
  type WindowKind,
} from './time/window.ts';
export { altText } from './wording/alt-text.ts';
export {
  formatChange,
  formatCount,
  formatDuration,
  formatMoment,
  formatPercent,
  plural,
  previousName,
  windowDates,
  windowTitle,
} from './wording/format.ts';
export {
  caveats,
  type Changed,
  deployPhrases,
  durationPhrases,
  flakyPhrase,
  gapPhrase,
  healthPhrases,
  isPartial,
  jobPhrase,
  noChangePhrase,
  otherPhrases,
  redPhrase,
  runnerPhrase,
  runsPhrase,
  silentPhrase,
  splitPhrases,
  successPhrase,
  tailPhrase,
  timeLimitPhrase,
} from './wording/phrases.ts';
