import { z } from 'zod';
import { text } from './text.ts';

/** The actions that a rule can name; `policy/action.ts` says what each is. */
const actions = z
  .array(text)
  .min(1, 'must name at least one action')
  .readonly();
const ids = z.array(text).readonly();

export const ruleSchema = z.strictObject({
  /** Names the rule in decisions, messages and the audit log. */
  id: text,
  /** Actions; a rule has either `allow` or `deny`. */
  allow: actions.optional(),
  /** Wins over every allow, admins included. */
  deny: actions.optional(),
  /** Any of these. */
  to: z.strictObject({
    /** Discord role ids. */
    roles: ids.optional(),
    /** Discord user ids. */
    users: ids.optional(),
    everyone: z.literal(true).optional(),
  }),
  /** Scopes: `*` for every target, `client/*`, … */
  on: z.array(text).min(1, 'must name at least one scope').readonly(),
  /** Discord channel ids, also for their threads; default: everywhere. */
  in: ids.optional(),
});

export const accessSchema = z.strictObject({
  /** Discord users who may do everything. */
  adminUserIds: ids.optional(),
  /** Discord roles whose members may do everything. */
  adminRoleIds: ids.optional(),
  rules: z.array(ruleSchema).readonly().optional(),
});

export type RuleEntry = z.input<typeof ruleSchema>;
