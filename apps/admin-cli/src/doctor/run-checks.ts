import { EXIT } from '../cli/exit-code.ts';
import { printable } from '../terminal/printable.ts';
import { painter } from '../terminal/render.ts';
import { printJson, type Session } from '../cli/session.ts';
import { usesColor } from '../terminal/terminal.ts';
import type { Check, Finding, FindingStatus, Surroundings } from './check.ts';
import { CHECKS } from './checks.ts';
import { surroundingsOf } from './surroundings.ts';

const SIGNS: Readonly<
  Record<FindingStatus, readonly [string, 'green' | 'yellow' | 'red' | 'gray']>
> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  problem: ['✗', 'red'],
  skipped: ['–', 'gray'],
};

interface Checked {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

/** Runs all checks side by side and tells each as soon as those before it are told. */
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
  const [problems, warnings] = [count('problem'), count('warning')];
  if (session.json)
    printJson(session, {
      ok: problems === 0,
      problems,
      warnings,
      checks: all.map(({ check: { id, title }, findings: found }) => ({
        id,
        title,
        findings: found,
      })),
    });
  else
    session.terminal.stdout.write(
      problems + warnings === 0
        ? '\nNothing is wrong.\n'
        : `\n${problems} to mend, ${warnings} to look at.\n`,
    );
  session.exitCode = problems === 0 ? EXIT.done : EXIT.notSuccessful;
}

async function examine(check: Check, around: Surroundings): Promise<Checked> {
  try {
    const found = await check.run(around);
    return { check, findings: 'status' in found ? [found] : found };
  } catch (error) {
    const says = `It could not be checked (${error instanceof Error ? error.message : String(error)}).`;
    const fix = 'Run again; if it stays, report it.';
    return { check, findings: [{ status: 'problem', says, fix }] };
  }
}

function show(session: Session, { check, findings }: Checked): void {
  const { stdout } = session.terminal;
  const paint = painter(usesColor(session.terminal, stdout));
  stdout.write(`${paint('bold', check.title)}\n`);
  for (const { status, says, fix } of findings) {
    const [sign, color] = SIGNS[status];
    stdout.write(`  ${paint(color, sign)} ${printable(says)}\n`);
    if (fix !== undefined) stdout.write(`    → ${printable(fix)}\n`);
  }
}
