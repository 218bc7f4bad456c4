import type { JsonObject, Line, Icon, Text } from '../../report/report.ts';

/** One thing that `/verify-latest` looked at. */
export interface Check {
  /** Stable, for data: `run`, `step.build`, `frontend./index.html`. */
  readonly id: string;
  readonly label: string;
  /** `skipped`: it could not be looked at for want of configuration; that is no fault of the deploy. */
  readonly icon: Extract<
    Icon,
    'passed' | 'failed' | 'running' | 'skipped' | 'unknown'
  >;
  /** What was found, in a few words. */
  readonly detail: string;
  readonly durationMs?: number;
  /** What to do about it, where it did not pass. */
  readonly fix?: Text;
}

export function checkLine({ icon, label, detail, durationMs }: Check): Line {
  return {
    icon,
    text: [
      label,
      detail === '' ? '' : `: ${detail}`,
      ...(durationMs === undefined ? [] : [', ', { duration: durationMs }]),
    ],
  };
}

export function checkData(check: Check): JsonObject {
  const { id, label, icon, detail, durationMs } = check;
  return { id, label, result: icon, detail, durationMs: durationMs ?? null };
}
