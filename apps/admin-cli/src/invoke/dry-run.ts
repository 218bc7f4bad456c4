import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invokeAndShow } from './invoke.ts';
import { EXIT } from '../cli/exit-code.ts';
import { printable } from '../terminal/printable.ts';
import { note, printJson, type Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';
import { withCore } from '../cli/core.ts';

/** A request as it would have been sent, without its credentials. */
export interface HeldRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Requesting an installation token changes nothing. */
const HARMLESS = /\/access_tokens$/;
/** Headers that do not describe the request, or must not be shown. */
const HIDDEN = new Set(['authorization', 'user-agent']);

/**
 * Sends requests that only read, and keeps those that would change something. These are answered with a definite
 * rejection, so that nothing is retried or searched for.
 */
export function holdWrites(held: HeldRequest[]): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (
      request.method === 'GET' ||
      HARMLESS.test(new URL(request.url).pathname)
    )
      return fetch(request);
    const text = await request.text();
    held.push({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(
        [...request.headers].filter(([name]) => !HIDDEN.has(name)),
      ),
      ...(text === '' ? {} : { body: JSON.parse(text) as unknown }),
    });
    return Response.json({ message: 'Dry run' }, { status: 404 });
  };
}

/**
 * Runs a command with a temporary journal up to the request that would change something, and prints that request. If the
 * command ends before it, its report is shown.
 */
export async function dryRun(
  session: Session,
  command: string,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  // There is nothing to wait for.
  const { wait: _wait, ...input } = given;
  const held: HeldRequest[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-dry-run-'));
  try {
    await withCore(
      session,
      {
        parts: ['github', 'database'],
        databaseUrl: `file:${join(folder, 'journal.db')}`,
        fetch: holdWrites(held),
      },
      (core) =>
        invokeAndShow(session, core, command, input, {
          show(report) {
            if (held.length === 0) showReport(session, report);
          },
        }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (held.length > 0) showHeld(session, held);
}

/** Prints the requests that were not sent. */
export function showHeld(session: Session, held: readonly HeldRequest[]): void {
  session.exitCode = EXIT.done;
  if (session.json) return printJson(session, { dryRun: true, requests: held });
  for (const { method, url, headers, body } of held)
    session.terminal.stdout.write(
      [
        `${method} ${printable(url)}`,
        ...Object.entries(headers).map(
          ([name, value]) => `${name}: ${printable(value)}`,
        ),
        ...(body === undefined
          ? []
          : [
              '',
              printable(JSON.stringify(body, null, 2), { multiline: true }),
            ]),
        '',
      ].join('\n'),
    );
  note(session, 'Dry run: nothing was sent.');
}
