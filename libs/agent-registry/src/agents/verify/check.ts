import type { JsonObject, Line, Mark, Text } from '../../report/report.ts';

/** One thing that `/verify-latest` looked at. */
export interface Check {
  /** Stable, for data: `run`, `step.build`, `frontend./index.html`. */
  readonly id: string;
  readonly label: string;
  /** `skipped`: it could not be looked at for want of configuration; that is no fault of the deploy. */
  readonly mark: Extract<
    Mark,
    'passed' | 'failed' | 'running' | 'skipped' | 'unknown'
  >;
  /** What was found, in a few words. */
  readonly detail: string;
  readonly durationMs?: number;
  /** What to do about it, where it did not pass. */
  readonly fix?: Text;
}

export function checkLine({ mark, label, detail, durationMs }: Check): Line {
  return {
    mark,
    text: [
      label,
      detail === '' ? '' : `: ${detail}`,
      ...(durationMs === undefined ? [] : [', ', { duration: durationMs }]),
    ],
  };
}

export function checkData(check: Check): JsonObject {
  const { id, label, mark, detail, durationMs } = check;
  return { id, label, result: mark, detail, durationMs: durationMs ?? null };
}
