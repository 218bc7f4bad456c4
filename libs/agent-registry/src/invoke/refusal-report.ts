import {
  shortId,
  type Invocation,
  type Refusal,
} from '../journal/invocation.ts';
import { createReport, type Report } from '../report/report.ts';

const TITLES: Readonly<Record<Refusal, string>> = {
  unknown_command: 'Unknown command',
  invalid_input: 'Invalid input',
  url_refused: 'URL not allowed',
  not_allowed: 'Not allowed',
  rate_limited: 'Too many commands',
  duplicate: 'Already received',
  journal_unavailable: 'Not available right now',
};

/** Why a call was not run, and what to do. `retryAt`: when it may be repeated, milliseconds since the epoch. */
export function refusalReport(
  reason: Refusal,
  sentences: readonly string[],
  retryAt?: number,
): Report {
  return createReport({
    title: TITLES[reason],
    tone: reason === 'duplicate' ? 'info' : 'warning',
    summary:
      retryAt === undefined
        ? sentences.join(' ')
        : [
            `${sentences.join(' ')} Try again `,
            { time: retryAt, style: 'relative' },
            '.',
          ],
    data: {
      refused: reason,
      message: sentences.join(' '),
      ...(retryAt !== undefined && {
        retryAt: new Date(retryAt).toISOString(),
      }),
    },
  });
}

/** For the unexpected: no detail, since an exception may hold anything; the id leads to the log. */
export function errorReport(invocation: Invocation): Report {
  const id = shortId(invocation.id);
  return createReport({
    title: 'Something went wrong',
    tone: 'failure',
    summary: [
      'Yardmaster hit an unexpected error. Its operator finds the reason in the log under ',
      { code: id },
      '.',
    ],
    data: { outcome: 'error', correlationId: invocation.id, shortId: id },
  });
}

/** For an invocation that a restart cut off before anything was started. */
export function interruptedReport(invocation: Invocation): Report {
  const id = shortId(invocation.id);
  return createReport({
    title: 'Interrupted',
    tone: 'warning',
    summary: [
      'Yardmaster was restarted while it worked on this, and started no workflow for it. Give the command again. ',
      { code: id },
    ],
    data: { outcome: 'interrupted', correlationId: invocation.id, shortId: id },
  });
}
