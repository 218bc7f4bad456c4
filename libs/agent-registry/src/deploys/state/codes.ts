/**
 * Why a deploy, a lock or a freeze was not done. Stable strings: `--json`, the audit and messages carry them. Map them to
 * words by an exhaustive table.
 */
export const GUARD_CODES = [
  'locked_target',
  'locked_scope',
  'lock_changed',
  'lock_not_yours',
  'not_locked',
  'already_frozen',
  'not_frozen',
  'frozen',
  'override_not_allowed',
  'reason_required',
  'ref_changed',
  'ref_not_allowed',
  'sha_unknown',
  'behind_current',
  'nothing_to_deploy',
  'target_busy',
  'target_unknown',
  'scope_matches_nothing',
  'queue_full',
  'superseded',
  'not_confirmed',
  'confirm_expired',
  'confirm_not_yours',
  'changed_meanwhile',
  'no_last_good',
  'rollback_target_bad',
  'policy_denied',
  'config_changed',
  'dispatch_failed',
] as const;
export type GuardCode = (typeof GUARD_CODES)[number];
