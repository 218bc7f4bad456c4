import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invokeAndShow } from './invoke.ts';
import { printable } from '../terminal/printable.ts';
import { printJson, type Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';
import { withCore } from '../cli/core.ts';

/** A request as it would have been sent, without its credentials. */
export interface HeldRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Asking for an installation token changes nothing that anybody could see. */
const HARMLESS = /\/access_tokens$/;
/** Headers that say nothing about what is asked for, or must not be shown. */
const HIDDEN = new Set(['authorization', 'user-agent']);

/**
 * Lets requests through that only read, keeps those that would change something, and answers these with a definite
 * refusal, so that nothing is waited or looked for.
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
 * Takes the whole path of a command, with a journal of its own that is thrown away, up to the request that would change
 * something; prints that. Where the path ends before it, that is the answer.
 */
export async function dryRun(
  session: Session,
  command: string,
  asked: Readonly<Record<string, unknown>>,
): Promise<void> {
  // There will be nothing to wait for.
  const { wait: _wait, ...input } = asked;
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

/** Prints what was kept back. */
export function showHeld(session: Session, held: readonly HeldRequest[]): void {
  session.exitCode = 0;
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
  session.terminal.stderr.write('This is a dry run: nothing was sent.\n');
}
