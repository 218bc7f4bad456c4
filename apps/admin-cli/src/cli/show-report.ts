import type { Report } from '@yardmaster/agent-registry';
import { renderReport } from '../terminal/render.ts';
import { printJson, type Session } from './session.ts';
import { usesColor, widthOf } from '../terminal/terminal.ts';

/** The report on standard output: as the one JSON document, or drawn for a person. */
export function showReport(session: Session, report: Report): void {
  const { terminal, json } = session;
  if (json) printJson(session, report.data);
  else
    terminal.stdout.write(
      renderReport(report, {
        now: Date.now(),
        color: usesColor(terminal, terminal.stdout),
        width: widthOf(terminal.stdout),
      }),
    );
}
