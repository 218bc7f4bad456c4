import { Option, type Command } from 'commander';
import {
  OUTCOMES,
  REFUSALS,
  SURFACES,
  shortId,
  type Invocation,
  type InvocationFilter,
  type JsonObject,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT } from '../exit-code.ts';
import { printable } from '../printable.ts';
import { durationText, relativeTime } from '../render.ts';
import { fail, printJson, type Session } from '../session.ts';
import { table } from '../table.ts';
import { widthOf } from '../terminal.ts';
import { withCore } from '../with-core.ts';
import { findInvocation } from './find-invocation.ts';
import { invocationJson } from './invocation-json.ts';
import { parseLimit, parseSince } from './journal-flags.ts';

interface ListOptions {
  readonly surface?: InvocationFilter['surface'];
  readonly command?: string;
  readonly requester?: string;
  readonly outcome?: InvocationFilter['outcome'];
  readonly decision?: InvocationFilter['decision'];
  readonly since?: number;
  readonly limit?: number;
}

/** Who asked for what, what was decided and how it ended: the running app's own journal, also while it runs. */
export function addJournal(program: Command, session: Session): void {
  const journal = program
    .command('journal')
    .description('Read what was asked for, what was decided and how it ended');
  const list = journal
    .command('list')
    .description('The newest invocations')
    .addOption(
      new Option('--surface <name>', 'where it came from').choices(SURFACES),
    )
    .option('--command <name>', 'such as deploy-client')
    .option('--requester <name>', 'id or name, whole')
    .addOption(new Option('--outcome <name>', 'how it ended').choices(OUTCOMES))
    .addOption(
      new Option('--decision <name>', 'whether it was run').choices([
        'accepted',
        ...REFUSALS,
      ]),
    )
    .option(
      '--since <time>',
      'an ISO date, or so long ago: 90m, 24h, 7d',
      parseSince,
    )
    .option(
      '--limit <number>',
      'at most so many, 1 to 1000 (default: 20)',
      parseLimit,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster journal list --command deploy-client --since 7d\n  $ yardmaster journal list --decision not_allowed --json\n',
    );
  list.action(() =>
    withCore(session, { parts: ['database'] }, (core) =>
      listVerb(session, core, list.optsWithGlobals()),
    ),
  );
  const show = journal
    .command('show <id>')
    .description('One invocation with its follow, by short id or more of it')
    .addHelpText('after', '\nExample:\n  $ yardmaster journal show 1f0c9a2b\n');
  show.action((id: string) =>
    withCore(session, { parts: ['database'] }, (core) =>
      showVerb(session, core, id),
    ),
  );
}

async function listVerb(
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

async function showVerb(
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
