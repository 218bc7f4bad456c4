import { EXIT } from '../cli/exit-code.ts';
import { printable } from '../terminal/printable.ts';
import { painter } from '../terminal/render.ts';
import { printJson, type Session } from '../cli/session.ts';
import { usesColor, widthOf } from '../terminal/terminal.ts';
import {
  error,
  type Check,
  type Finding,
  type FindingStatus,
  type Surroundings,
} from './check.ts';
import { wrapLine } from '../terminal/wrap.ts';
import { CHECKS } from './checks.ts';
import { surroundingsOf } from './surroundings.ts';

const ICONS: Readonly<
  Record<FindingStatus, readonly [string, 'green' | 'yellow' | 'red' | 'gray']>
> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  error: ['✗', 'red'],
  skipped: ['–', 'gray'],
};

interface Checked {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

/** Runs all checks side by side, and shows each as soon as those before it are shown. */
export async function runChecks(session: Session): Promise<void> {
  const around = await surroundingsOf(session, {
    nodeVersion: process.version,
    clock: Date.now,
  });
  const running = CHECKS.map((check) => examine(check, around));
  const all: Checked[] = [];
  for (const one of running) {
    const checked = await one;
    all.push(checked);
    if (!session.json) show(session, checked);
  }
  const findings = all.flatMap((one) => one.findings);
  const count = (status: FindingStatus) =>
    findings.filter((finding) => finding.status === status).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (session.json)
    printJson(session, {
      ok: errors === 0,
      errors,
      warnings,
      checks: all.map(({ check: { id, title }, findings: found }) => ({
        id,
        title,
        findings: found,
      })),
    });
  else
    session.terminal.stdout.write(
      errors + warnings === 0
        ? '\nNo problems found.\n'
        : `\n${plural(errors, 'error')}, ${plural(warnings, 'warning')}.\n`,
    );
  session.exitCode = errors === 0 ? EXIT.done : EXIT.notSuccessful;
}

async function examine(check: Check, around: Surroundings): Promise<Checked> {
  try {
    const found = await check.run(around);
    return { check, findings: 'status' in found ? [found] : found };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return {
      check,
      findings: [
        error(
          `The check failed (${message}).`,
          'Run it again; if it fails again, report it.',
        ),
      ],
    };
  }
}

function show(session: Session, { check, findings }: Checked): void {
  const { stdout } = session.terminal;
  const width = widthOf(stdout);
  const paint = painter(usesColor(session.terminal, stdout));
  stdout.write(`${paint('bold', check.title)}\n`);
  for (const { status, says, fix } of findings) {
    const [icon, color] = ICONS[status];
    const rest = '    ';
    const first = `  ${paint(color, icon)} `;
    stdout.write(`${wrapLine(printable(says), width, { first, rest }, 4)}\n`);
    if (fix !== undefined)
      stdout.write(
        `${wrapLine(printable(fix), width, { first: '    → ', rest: '      ' }, 6)}\n`,
      );
  }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
