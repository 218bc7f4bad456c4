import {
  OUTCOME_WORDS,
  type Follow,
  type Invocation,
  type JsonObject,
} from '@yardmaster/agent-registry';
import { withCore } from '../../cli/core.ts';
import { EXIT } from '../../cli/exit-code.ts';
import type { WebFlags } from '../../cli/flags.ts';
import { fail, printJson, type Session } from '../../cli/session.ts';
import { showPage } from '../../cli/show-report.ts';
import { findInvocation } from '../../runs/reference.ts';
import { printable } from '../../terminal/printable.ts';
import {
  fieldLines,
  painter,
  renderOptions,
  renderUrl,
} from '../../terminal/render.ts';
import { wrapLine } from '../../terminal/wrap.ts';
import { partsOf } from '../../terminal/time.ts';
import { invocationJson } from './json.ts';
import { storyOf, type StoryEvent } from './story.ts';

export function showVerb(
  session: Session,
  id: string,
  { web }: WebFlags,
): Promise<void> {
  return withCore(session, { parts: ['database'] }, async ({ core }) => {
    const { journal } = core;
    const found = await findInvocation(journal, id);
    if (!found.ok)
      return fail(session, {
        message: found.message,
        exitCode: EXIT.usage,
        helpFor: 'yardmaster journal show',
      });
    const { invocation } = found;
    const follow = await journal.getFollow(invocation.id);
    if (web) await showPage(session, invocation.runUrl);
    if (session.json)
      printJson(session, {
        ...invocationJson(invocation),
        follow: follow === null ? null : followJson(follow),
      });
    else show(session, invocation, storyOf(invocation, follow));
  });
}

function followJson(follow: Follow): JsonObject {
  return {
    stage: follow.stage,
    wait: follow.wait,
    identity: follow.identity,
    attempt: follow.attempt,
    timedOut: follow.timedOut,
    notice: follow.notice,
    detail: follow.outcomeDetail,
  };
}

function show(
  { terminal }: Session,
  invocation: Invocation,
  story: readonly StoryEvent[],
): void {
  const { stdout } = terminal;
  const options = renderOptions(terminal, stdout, Date.now());
  const paint = painter(options.color);
  const moments = story.map(({ at }) => partsOf(at, options.timeZone));
  const [first] = moments;
  const state =
    invocation.outcome === null
      ? 'In progress'
      : OUTCOME_WORDS[invocation.outcome].word;
  stdout.write(
    [
      paint('bold', printable(`${invocation.command}: ${state}`)),
      `${first?.date ?? ''} (${first?.zone ?? ''})`,
      ...fieldLines(
        story.map(({ what, text }, index) => {
          const { date = '', time = '' } = moments[index] ?? {};
          // A story that goes on past midnight says so.
          const when = date === first?.date ? time : `${date} ${time}`;
          return [`${when}  ${what}`, printable(text)] as const;
        }),
        options,
      ),
      ...(invocation.runUrl === null
        ? []
        : [
            wrapLine(
              `Run: ${renderUrl(invocation.runUrl, options)}`,
              options.width,
            ),
          ]),
      wrapLine(paint('dim', `Correlation id: ${invocation.id}`), options.width),
      '',
    ].join('\n'),
  );
}
