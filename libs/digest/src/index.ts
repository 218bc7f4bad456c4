export { OUTCOMES, outcomeOf, requesterOf } from './run.ts';
export type { DigestJob, DigestRun, Outcome } from './run.ts';
export type { Instant } from './instant.ts';
export {
  calendarDay,
  isoWeek,
  previousWindow,
  rollingWindow,
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
export { DIGEST_JSON_VERSION, toJson } from './json.ts';
export type { DigestJson } from './json.ts';
export { altText } from './alt-text.ts';
export type { Rasterizer } from './raster.ts';
export { toSvg } from './svg.ts';
export type { SvgOptions } from './svg.ts';
export {
  formatChange,
  formatCount,
  formatDuration,
  formatPercent,
  percentOf,
  plural,
  previousName,
  windowDates,
  windowTitle,
} from './format.ts';
export {
  caveats,
  durationPhrases,
  healthPhrases,
  otherPhrases,
  runsPhrase,
  splitPhrases,
  successPhrase,
  tailPhrase,
} from './words.ts';
