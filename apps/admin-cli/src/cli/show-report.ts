import type { Report } from '@yardmaster/agent-registry';
import { openPage } from '../terminal/browser.ts';
import { renderOptions, renderReport } from '../terminal/render.ts';
import { note, printJson, type Session } from './session.ts';

/** The report on standard output: as the one JSON document, or drawn for a person. */
export function showReport(session: Session, report: Report): void {
  const { terminal, json } = session;
  if (json) printJson(session, report.data);
  else
    terminal.stdout.write(
      renderReport(
        report,
        renderOptions(terminal, terminal.stdout, Date.now()),
      ),
    );
}

/** `--web`: opens a page, or prints its URL where no browser can be started. */
export async function showPage(
  session: Session,
  url: string | undefined | null,
): Promise<void> {
  if (url === undefined || url === null)
    return note(session, 'There is no page to open.');
  if (!(await openPage(session.terminal, url)))
    note(session, `No browser could be started. Open ${url}`);
}
