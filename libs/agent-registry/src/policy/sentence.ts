import { actionPhrase } from './action.ts';
import type { PolicyCall, Rule } from './rule.ts';
import { EVERYWHERE, formatScope, includes } from './scope.ts';
import type { DecisionReason, Verdict } from './verdict.ts';

type Phrase = (what: string, rule: string, verdict: Verdict) => string;

const SENTENCES: Readonly<Record<DecisionReason, Phrase>> = {
  read_for_guild: () => 'Everyone in the server can use read commands.',
  listed_user: (what) => `Allowed to ${what}: listed as an admin user.`,
  listed_role: (what) => `Allowed to ${what}: has an admin role.`,
  manage_server: (what) =>
    `Allowed to ${what}: has the Manage Server permission, and no admins are listed.`,
  terminal_operator: (what) =>
    `Allowed to ${what}: a terminal holds the GitHub credentials, so its user is an operator.`,
  allowed_by_rule: (what, rule) => `Allowed to ${what} by rule "${rule}".`,
  denied_by_rule: (what, rule) =>
    `Not allowed to ${what}: rule "${rule}" denies it. Ask an operator to change the rule.`,
  channel_not_allowed: (what, rule, verdict) =>
    `Not allowed to ${what} in this channel: rule "${rule}" allows it only in ${channelsOf(verdict.rule)}. Run the command there.`,
  target_not_allowed: (what, rule, verdict) =>
    `Not allowed to ${what}: rule "${rule}" covers only ${scopesOf(verdict.rule)}. Ask an operator.`,
  not_listed: (what) =>
    `Not allowed to ${what}: no rule allows it. Ask an operator.`,
  no_manage_server: (what) =>
    `Not allowed to ${what}: it needs the Manage Server permission, because no admins are listed. Ask a server manager.`,
  no_operators: (what) =>
    `Not allowed to ${what}: this Yardmaster has no operators yet. Its administrator must list some, or set DISCORD_GUILD_ID.`,
  outside_guild: () =>
    'Commands work in a server channel, not in direct messages.',
  other_guild: () =>
    'This Yardmaster belongs to another server. Run the command there.',
};

/** One or two sentences: what was decided and why, and what to do if it is a refusal. */
export function decisionSentence(verdict: Verdict, call: PolicyCall): string {
  return SENTENCES[verdict.reason](
    subjectOf(call),
    verdict.rule?.id ?? '',
    verdict,
  );
}

function subjectOf({ action, where }: PolicyCall): string {
  const phrase = actionPhrase(action);
  if (where === null) return phrase;
  return `${phrase} on ${includes(where, EVERYWHERE) ? 'every target' : formatScope(where)}`;
}

function channelsOf(rule: Rule | undefined): string {
  const ids = rule?.in ?? [];
  return `${ids.length === 1 ? 'channel' : 'channels'} ${ids.join(', ')}`;
}

function scopesOf(rule: Rule | undefined): string {
  return (rule?.on ?? []).map(formatScope).join(', ');
}
