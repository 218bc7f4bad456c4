import type { Job, Step } from '../run/run.ts';
import type { LogSection } from './log-scan.ts';

const SECOND = 1_000;

/**
 * The sections of a job's log that belong to one of its steps, or `undefined` if that is not certain.
 *
 * The runner opens every step with a marker. Where there are as many markers as steps that ran, they correspond one to
 * one. Where there are more (an action made of steps, a script that prints markers), the step's name and its times
 * decide; the times GitHub reports are whole seconds, so they cannot separate steps within one second.
 */
export function sectionsOf(
  sections: readonly LogSection[],
  job: Job,
  step: Step,
): readonly LogSection[] | undefined {
  const ran = job.steps
    .filter(({ conclusion, startedAt }) =>
      conclusion === 'skipped' ? false : startedAt !== null,
    )
    .toSorted((a, b) => a.number - b.number);
  const place = placeOf(step);
  if (place === 'opening')
    return sections.filter(({ kind }) => kind === 'opening');
  const steps = ran.filter((other) => placeOf(other) === place);
  const markers = sections.filter(({ kind }) => kind === place);
  const index = steps.findIndex(({ number }) => number === step.number);
  if (index === -1) return undefined;
  const marker = markers[index];
  if (
    markers.length === steps.length &&
    marker !== undefined &&
    isWithin(marker, step)
  )
    return [marker];
  return place === 'step'
    ? byNameAndTime(markers, step, steps[index - 1], steps[index + 1])
    : undefined;
}

/** Where in a log a step prints. The runner names its own steps. */
function placeOf({ name }: Step): LogSection['kind'] | 'closing' {
  if (/^(?:set up job|set up runner|initialize containers)$/i.test(name))
    return 'opening';
  if (/^(?:complete job|stop containers)$/i.test(name)) return 'closing';
  return name.startsWith('Post ') ? 'post' : 'step';
}

function byNameAndTime(
  markers: readonly LogSection[],
  step: Step,
  previous: Step | undefined,
  next: Step | undefined,
): readonly LogSection[] | undefined {
  const candidates = markers.filter((marker) => isWithin(marker, step));
  const named = candidates.filter((marker) => isNamed(marker, step));
  const first =
    named.length === 1
      ? named[0]
      : sharesSecond(previous?.completedAt, step.startedAt)
        ? undefined
        : candidates[0];
  if (first === undefined) return undefined;
  const from = markers.indexOf(first);
  const own: LogSection[] = [];
  for (const marker of markers.slice(from)) {
    if (own.length > 0 && next !== undefined && opens(marker, next, step, own))
      break;
    own.push(marker);
  }
  // Without an error of its own it is not what failed.
  return own.some(hasError) ? own : undefined;
}

/**
 * Whether a marker is that of the step behind the one in question. In the second in which one ends and the other
 * starts, the error that ended the step comes before it.
 */
function opens(
  marker: LogSection,
  next: Step,
  step: Step,
  before: readonly LogSection[],
): boolean {
  if (marker.at === undefined || next.startedAt === null) return false;
  if (marker.at < next.startedAt.getTime()) return false;
  return (
    isNamed(marker, next) ||
    !sharesSecond(step.completedAt, next.startedAt) ||
    before.some(hasError)
  );
}

function hasError({ firstError }: LogSection): boolean {
  return firstError !== undefined;
}

/** A step without a name of its own is named `Run …`, as its marker. */
function isNamed({ title }: LogSection, { name }: Step): boolean {
  return name === title || name === `Run ${title}`;
}

/** GitHub's times are cut to whole seconds; the marker's is exact. */
function isWithin({ at }: LogSection, step: Step): boolean {
  if (at === undefined || step.startedAt === null) return true;
  if (at < step.startedAt.getTime()) return false;
  return step.completedAt === null || at < step.completedAt.getTime() + SECOND;
}

function sharesSecond(
  a: Date | null | undefined,
  b: Date | null | undefined,
): boolean {
  return a !== null && a !== undefined && a.getTime() === b?.getTime();
}
