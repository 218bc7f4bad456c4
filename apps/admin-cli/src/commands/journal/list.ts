import {
  shortId,
  type Invocation,
  type InvocationFilter,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { withCore } from '../../cli/core.ts';
import { note, printJson, type Session } from '../../cli/session.ts';
import { page } from '../../terminal/pager.ts';
import { printable } from '../../terminal/printable.ts';
import { table, tabSeparated, type Column } from '../../terminal/table.ts';
import { widthOf } from '../../terminal/terminal.ts';
import { relativeTime } from '../../terminal/time.ts';
import type { ListFlags } from './command.ts';
import { invocationJson } from './json.ts';

export function listVerb(session: Session, flags: ListFlags): Promise<void> {
  return withCore(session, { parts: ['database'] }, (core) =>
    list(session, core, flags),
  );
}

const COLUMNS: readonly Column[] = [
  { head: 'ID' },
  { head: 'WHEN', dropOrder: 1 },
  { head: 'SURFACE', dropOrder: 3 },
  { head: 'COMMAND' },
  { head: 'REQUESTER', dropOrder: 2 },
  { head: 'OUTCOME' },
];

async function list(
  session: Session,
  { core: { journal, clock } }: OpenCore,
  filter: ListFlags,
): Promise<void> {
  const { terminal } = session;
  const found = await journal.listInvocations(given(filter));
  if (session.json)
    return printJson(session, { invocations: found.map(invocationJson) });
  if (found.length === 0)
    return note(session, 'No invocations match in the journal.');
  const { stdout } = terminal;
  if (stdout.isTTY !== true)
    return void stdout.write(
      `${tabSeparated(found.map((one) => rowOf(one, (time) => new Date(time).toISOString())))}\n`,
    );
  const now = clock.now();
  const rows = found.map((one) =>
    rowOf(one, (time) => relativeTime(time, now)),
  );
  await page(terminal, `${table(COLUMNS, rows, widthOf(stdout))}\n`);
}

/** The journal's filter distinguishes a field that is undefined from one that is absent. */
function given(flags: ListFlags): InvocationFilter {
  return Object.fromEntries(
    Object.entries(flags).filter(([, value]) => value !== undefined),
  ) as unknown as InvocationFilter;
}

function rowOf(
  one: Invocation,
  when: (time: number) => string,
): readonly string[] {
  return [
    shortId(one.id),
    when(one.createdAt),
    one.surface,
    printable(one.command),
    printable(one.requester.name),
    one.decision === 'accepted' ? (one.outcome ?? 'in progress') : one.decision,
  ];
}
