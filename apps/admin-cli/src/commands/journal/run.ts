import {
  shortId,
  type Invocation,
  type InvocationFilter,
  type JsonObject,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT } from '../../cli/exit-code.ts';
import { printable } from '../../terminal/printable.ts';
import { durationText, relativeTime } from '../../terminal/render.ts';
import { fail, printJson, type Session } from '../../cli/session.ts';
import { table } from '../../terminal/table.ts';
import { widthOf } from '../../terminal/terminal.ts';
import { withCore } from '../../cli/core.ts';
import { findInvocation } from '../../runs/find-invocation.ts';
import { invocationJson } from './invocation-json.ts';

export interface ListOptions {
  readonly surface?: InvocationFilter['surface'];
  readonly command?: string;
  readonly requester?: string;
  readonly outcome?: InvocationFilter['outcome'];
  readonly decision?: InvocationFilter['decision'];
  readonly since?: number;
  readonly limit?: number;
}

export function listVerb(
  session: Session,
  options: ListOptions,
): Promise<void> {
  return withCore(session, { parts: ['database'] }, (core) =>
    list(session, core, options),
  );
}

export function showVerb(session: Session, id: string): Promise<void> {
  return withCore(session, { parts: ['database'] }, (core) =>
    show(session, core, id),
  );
}

async function list(
  session: Session,
  core: OpenCore,
  {
    surface,
    command,
    requester,
    outcome,
    decision,
    since,
    limit = 20,
  }: ListOptions,
): Promise<void> {
  const { journal, clock } = core.core;
  const found = await journal.listInvocations({
    limit,
    ...(surface && { surface }),
    ...(command && { command }),
    ...(requester && { requester }),
    ...(outcome && { outcome }),
    ...(decision && { decision }),
    ...(since !== undefined && { since: clock.now() - since }),
  });
  if (session.json)
    return printJson(session, { invocations: found.map(invocationJson) });
  if (found.length === 0) {
    session.terminal.stdout.write('The journal has none.\n');
    return;
  }
  session.terminal.stdout.write(
    `${table(
      HEAD,
      found.map((one) => rowOf(one, clock.now())),
      widthOf(session.terminal.stdout),
    )}\n`,
  );
}

const HEAD = ['Id', 'When', 'Surface', 'Command', 'Requester', 'Outcome'];

function rowOf(one: Invocation, now: number): readonly string[] {
  return [
    shortId(one.id),
    relativeTime(one.createdAt, now),
    one.surface,
    printable(one.command),
    printable(one.requester.name),
    one.decision === 'accepted' ? (one.outcome ?? 'under way') : one.decision,
  ];
}

async function show(
  session: Session,
  core: OpenCore,
  id: string,
): Promise<void> {
  const { journal, clock } = core.core;
  const found = await findInvocation(journal, id);
  if (!found.ok)
    return fail(session, { message: found.message, exitCode: EXIT.usage });
  const { invocation } = found;
  const follow = await journal.getFollow(invocation.id);
  const about: JsonObject = {
    ...invocationJson(invocation),
    follow:
      follow === null
        ? null
        : {
            stage: follow.stage,
            wait: follow.wait,
            identity: follow.identity,
            attempt: follow.attempt,
            timedOut: follow.timedOut,
            notice: follow.notice,
            detail: follow.outcomeDetail,
          },
  };
  if (session.json) return printJson(session, about);
  const took =
    invocation.finishedAt === null
      ? 'under way'
      : durationText(invocation.finishedAt - invocation.createdAt);
  const rows: readonly (readonly [string, string])[] = [
    ['Id', invocation.id],
    ['Command', invocation.command],
    ['Input', JSON.stringify(invocation.input)],
    ['Surface', invocation.surface],
    ['Requester', `${invocation.requester.name} (${invocation.requester.id})`],
    [
      'Asked',
      `${new Date(invocation.createdAt).toISOString()} (${relativeTime(invocation.createdAt, clock.now())})`,
    ],
    ['Decision', invocation.decision],
    ['Outcome', invocation.outcome ?? 'none yet'],
    ['Detail', invocation.detail ?? ''],
    ['Run', invocation.runUrl ?? ''],
    ['Took', took],
    [
      'Follow',
      follow === null ? '' : `${follow.stage}, told: ${follow.notice}`,
    ],
  ];
  session.terminal.stdout.write(
    rows
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name.padEnd(10)} ${printable(value)}\n`)
      .join(''),
  );
}
