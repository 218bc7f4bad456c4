import {
  OUTCOME_SENTENCES,
  OUTCOME_WORDS,
  type Outcome,
} from '../report/outcome.ts';
import { followData } from './data.ts';
import type { Follow } from '../journal/follow.ts';
import { searchOf } from './transitions.ts';
import { identityNote } from './report.ts';
import { shortId, type Invocation } from '../journal/invocation.ts';
import { createReport, type Report, type Text } from '../report/report.ts';

/** The answer to a command that does not wait: what was started, and where to look. */
export function startedReport(follow: Follow, invocation: Invocation): Report {
  const outcome = startedOutcome(follow);
  const { word, tone } = OUTCOME_WORDS[outcome];
  return createReport({
    title: `${follow.title}: ${word}`,
    tone,
    summary: summaryOf(follow, outcome),
    fields: [
      { name: 'Requested by', value: invocation.requester.name },
      { name: 'Id', value: { code: shortId(follow.id) } },
      {
        name: 'Run',
        value:
          follow.runId === null || follow.runUrl === null
            ? outcome === 'started'
              ? 'searching…'
              : outcome === 'rejected'
                ? 'not started'
                : 'not found'
            : [
                { link: follow.runUrl, text: `#${follow.runId}` },
                identityNote(follow),
              ],
      },
    ],
    links:
      follow.runUrl === null ? [] : [{ label: 'View run', url: follow.runUrl }],
    data: {
      ...followData(follow, invocation),
      outcome,
      detail: follow.outcomeDetail,
    },
  });
}

/** GitHub's yes is a start even while its run is not to be seen; a lost answer is none. */
export function startedOutcome(follow: Follow): Outcome {
  if (follow.outcome !== null) return follow.outcome;
  return follow.runId !== null || searchOf(follow)?.accepted === true
    ? 'started'
    : 'ambiguous';
}

function summaryOf(follow: Follow, outcome: keyof typeof OUTCOME_WORDS): Text {
  const message = follow.outcomeDetail?.['message'];
  if (typeof message === 'string') return message;
  if (outcome === 'started')
    return ['Started. Check progress with ', { command: 'status' }, '.'];
  return OUTCOME_SENTENCES[outcome] ?? OUTCOME_WORDS[outcome].word;
}
