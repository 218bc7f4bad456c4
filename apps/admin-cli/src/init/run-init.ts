import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT } from '../cli/exit-code.ts';
import { printable } from '../terminal/printable.ts';
import { promptStreams } from '../terminal/prompt-streams.ts';
import { encodeText } from '../cli/text-file.ts';
import { fail, printJson, type Session } from '../cli/session.ts';
import { wrapLine } from '../terminal/wrap.ts';
import { usesColor, widthOf } from '../terminal/terminal.ts';
import { defaultsFor, QUESTIONS, type Answers } from './answers.ts';
import { diffText } from './diff-text.ts';
import { planFiles, type PlannedFile } from './files.ts';

export type InitFlags = Partial<Answers> & {
  readonly yes?: boolean;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
};

/** What was done with a file. `kept`: it differs and was not changed. */
type Action = 'created' | 'changed' | 'unchanged' | 'kept';

const NEXT = [
  'Copy .env.example to .env and fill it in.',
  'Commit the workflows to the default branch.',
  'Check the setup: yardmaster doctor',
  'Register the Discord commands: yardmaster discord register',
] as const;

export async function runInit(
  session: Session,
  flags: InitFlags,
): Promise<void> {
  const { terminal } = session;
  const asks =
    !flags.yes &&
    !session.json &&
    terminal.stdin.isTTY === true &&
    terminal.stdout.isTTY === true;
  if (!asks && !flags.yes && !flags.dryRun)
    return fail(session, {
      message:
        'Not a terminal, so no questions can be asked. Pass --yes, and the answers as flags.',
      exitCode: EXIT.usage,
      helpFor: 'yardmaster init',
    });
  const answers = await gather(session, flags, asks);
  if (answers === undefined) return;
  const faults = QUESTIONS.flatMap(({ name, flag, fault }) => {
    const wrong = fault(answers[name]);
    if (wrong === undefined) return [];
    return name === 'repository' && answers.repository === ''
      ? [
          'The repository is not known: git has no remote "origin" on GitHub here. Pass --repository owner/name.',
        ]
      : [`Invalid ${flag} "${answers[name]}": ${wrong}`];
  });
  if (faults.length > 0)
    return fail(session, {
      message: faults.join('\n'),
      exitCode: EXIT.usage,
      helpFor: 'yardmaster init',
    });
  const chosen = new Set(
    QUESTIONS.map(({ name }) => name).filter(
      (name) => asks || flags[name] !== undefined,
    ),
  );
  const done: { path: string; action: Action; problem?: string }[] = [];
  for (const file of planFiles(terminal.cwd, answers, chosen)) {
    const action = await settle(session, file, flags, asks);
    if (action === undefined) return;
    done.push({
      path: file.path,
      action,
      ...(file.problem && { problem: file.problem }),
    });
  }
  if (session.json)
    return printJson(session, {
      dryRun: flags.dryRun === true,
      files: done,
      next: NEXT,
    });
  const width = widthOf(terminal.stdout);
  for (const { path, action, problem } of done)
    terminal.stdout.write(
      `${wrapLine(
        printable(problem === undefined ? path : `${path}: ${problem}`),
        width,
        {
          first: `${(flags.dryRun ? WOULD[action] : action).padEnd(16)} `,
          rest: ' '.repeat(17),
        },
        17,
      )}\n`,
    );
  if (!flags.dryRun)
    terminal.stdout.write(
      `\nNext:\n${NEXT.map((step, index) =>
        wrapLine(step, width, { first: `  ${index + 1}. `, rest: '     ' }, 5),
      ).join('\n')}\n`,
    );
}

const WOULD: Readonly<Record<Action, string>> = {
  created: 'would be created',
  changed: 'would be changed',
  unchanged: 'unchanged',
  kept: 'kept',
};

/** Decides about one file and writes it. Undefined: the person stopped. */
async function settle(
  session: Session,
  file: PlannedFile,
  flags: InitFlags,
  asks: boolean,
): Promise<Action | undefined> {
  const { terminal } = session;
  const { path, before, after, encoding, replaces, problem } = file;
  if (problem !== undefined) return 'kept';
  if (before === after) return 'unchanged';
  if (before !== undefined) {
    if (!session.json)
      terminal.stdout.write(
        `${diffText(file, usesColor(terminal, terminal.stdout))}\n`,
      );
    // --yes does not confirm the loss of what a person wrote.
    if (!asks && replaces && !flags.overwrite) return 'kept';
    if (asks) {
      const { confirm, isCancel } = await import('@clack/prompts');
      const yes = await confirm({
        message: replaces ? `Replace ${path}?` : `Change ${path}?`,
        initialValue: !replaces,
        signal: terminal.signal,
        ...promptStreams(terminal),
      });
      if (isCancel(yes)) return stop(session);
      if (!yes) return 'kept';
    }
  }
  if (!flags.dryRun) {
    const target = join(terminal.cwd, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, encodeText({ text: after, encoding }));
  }
  return before === undefined ? 'created' : 'changed';
}

/** Flags first, then what the person answers, then the defaults. */
async function gather(
  session: Session,
  flags: InitFlags,
  asks: boolean,
): Promise<Answers | undefined> {
  const { terminal } = session;
  const answers = { ...(await defaultsFor(terminal)) };
  for (const { name, message, placeholder, fault } of QUESTIONS) {
    const given = name === 'repository' ? session.repository : flags[name];
    if (given !== undefined) answers[name] = given.trim();
    else if (asks) {
      const { text, isCancel } = await import('@clack/prompts');
      const answer = await text({
        message,
        placeholder,
        initialValue: answers[name],
        validate: (value) => {
          const wrong = fault((value ?? '').trim());
          return wrong?.replace(/^./, (letter) => letter.toUpperCase());
        },
        signal: terminal.signal,
        ...promptStreams(terminal),
      });
      if (isCancel(answer)) {
        stop(session);
        return undefined;
      }
      answers[name] = (answer ?? '').trim();
    }
  }
  return answers;
}

function stop(session: Session): undefined {
  session.terminal.stderr.write(
    'Stopped. Files that were confirmed are written; the others are unchanged.\n',
  );
  session.exitCode = EXIT.interrupted;
  return undefined;
}
