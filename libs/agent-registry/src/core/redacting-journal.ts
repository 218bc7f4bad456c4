import type { Redactor } from '../config/redact.ts';
import type { Invocation } from '../journal/invocation.ts';
import type { FollowChange, Journal } from '../journal/journal.ts';
import type { JsonObject } from '../report/report.ts';

/** The same journal, with our secrets cut out of everything that is written to it. Reply targets keep their token. */
export function redactJournal(journal: Journal, redactor: Redactor): Journal {
  const text = (value: string | null) =>
    value === null ? null : redactor.text(value);
  const json = (value: JsonObject | null) =>
    value === null ? null : (redactor.json(value) as JsonObject);
  const cleanInvocation = (invocation: Invocation): Invocation => ({
    ...invocation,
    input: redactor.json(invocation.input) as JsonObject,
    detail: text(invocation.detail),
  });
  const cleanChange = <T extends FollowChange>(change: T): T => ({
    ...change,
    ...(change.snapshot && { snapshot: json(change.snapshot) }),
    ...(change.outcomeDetail && { outcomeDetail: json(change.outcomeDetail) }),
    ...(change.trouble && { trouble: text(change.trouble) }),
    ...(change.undelivered && { undelivered: text(change.undelivered) }),
  });
  return {
    ...journal,
    addInvocation: (invocation) =>
      journal.addInvocation(cleanInvocation(invocation)),
    addEnded: (invocations) =>
      journal.addEnded(invocations.map(cleanInvocation)),
    endInvocation: (id, end) =>
      journal.endInvocation(id, {
        ...end,
        ...(end.detail !== undefined && { detail: redactor.text(end.detail) }),
      }),
    addFollow: (follow) => journal.addFollow(cleanChange(follow)),
    changeFollow: (id, version, change) =>
      journal.changeFollow(id, version, cleanChange(change)),
  };
}
