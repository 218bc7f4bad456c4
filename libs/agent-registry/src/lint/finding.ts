/** `error` stops the start; `warning` is logged. */
export type Severity = 'error' | 'warning';

const SEVERITIES = {
  unknown_key: 'error',
  invalid_value: 'error',
  secret_in_config: 'error',
  bad_cron: 'error',
  never_fires: 'error',
  bad_zone: 'error',
  bad_window_end: 'error',
  day_and_weekday: 'warning',
  duplicate_id: 'error',
  duplicate_repository: 'error',
  unknown_repository: 'error',
  repository_required: 'error',
  file_missing: 'error',
  built_in_workflow: 'error',
  service_missing: 'error',
  environment_missing: 'error',
  bad_name: 'error',
  duplicate_target: 'error',
  duplicate_command: 'error',
  unknown_environment: 'warning',
  environment_unused: 'warning',
  prod_without_guard: 'warning',
  no_environments: 'error',
  environment_optional: 'error',
  reserved_name: 'error',
  input_set_twice: 'error',
  too_many_options: 'error',
  bad_pattern: 'error',
  bad_range: 'error',
  bad_default: 'error',
  bad_scope: 'error',
  scope_matches_nothing: 'error',
  bad_id: 'error',
  unknown_action: 'error',
  allow_or_deny: 'error',
  rule_without_subject: 'error',
  rule_shadowed: 'warning',
  no_operators: 'warning',
} as const satisfies Readonly<Record<string, Severity>>;

/** What can be wrong in a configuration file. Stable strings, for scripts. */
export type LintCode = keyof typeof SEVERITIES;
export const LINT_CODES = Object.keys(SEVERITIES) as readonly LintCode[];

/** One thing that is wrong in a configuration file. Never holds the value of a secret. */
export interface Finding {
  readonly code: LintCode;
  readonly severity: Severity;
  /** `access.rules[0].allow`; empty for the whole file. */
  readonly place: string;
  /** What is wrong. */
  readonly sentence: string;
  /** What to do. */
  readonly fix: string;
}

export type AddFinding = (
  code: LintCode,
  place: string,
  sentence: string,
  fix: string,
) => void;

export function createFindings(): {
  readonly findings: readonly Finding[];
  readonly add: AddFinding;
} {
  const findings: Finding[] = [];
  return {
    findings,
    add: (code, place, sentence, fix) =>
      void findings.push({
        code,
        severity: SEVERITIES[code],
        place,
        sentence,
        fix,
      }),
  };
}

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** `Did you mean "shop"?`, or the names there are. */
export function choose(near: string | undefined, known: readonly string[]) {
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length === 0
    ? 'There are none yet.'
    : `Use ${OR.format(known.slice(0, 25))}.`;
}
