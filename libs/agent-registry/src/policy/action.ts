/** What a rule can allow or deny. A closed list: rules, decisions and the audit name actions by these words. */
export const ACTIONS = [
  'read',
  'deploy',
  'rollback',
  'cancel',
  'rerun',
  'lock',
  'lock.sticky',
  'unlock',
  'steal',
  'freeze',
  'override_freeze',
  'audit.read',
] as const;
export type Action = (typeof ACTIONS)[number];

const PHRASES: Readonly<Record<Action, string>> = {
  read: 'use read commands',
  deploy: 'deploy',
  rollback: 'roll back',
  cancel: 'cancel runs',
  rerun: 're-run runs',
  lock: 'lock',
  'lock.sticky': 'lock without an end',
  unlock: 'unlock',
  steal: "take over another person's lock",
  freeze: 'freeze',
  override_freeze: 'override a freeze',
  'audit.read': 'read the audit log',
};

/** The action as the verb of a sentence: "You can't roll back client/production". */
export function actionPhrase(action: Action): string {
  return PHRASES[action];
}
