import type { Link, RunAction } from '@yardmaster/agent-registry';
import { encodeCustomId } from './custom-id.ts';
import { plainText, webAddress } from './markdown.ts';
import { LIMITS, cutText } from './limits.ts';
import type { ActionButton, Button, ButtonRow, LinkButton } from './message.ts';

const LABELS: Readonly<Record<RunAction['kind'], string>> = {
  cancel: 'Cancel run',
  rerun_failed: 'Re-run failed jobs',
};

const QUESTIONS: Readonly<Record<RunAction['kind'], string>> = {
  cancel: 'Cancel the run? What it has deployed so far stays as it is.',
  rerun_failed: 'Run the failed jobs again? They may deploy once more.',
};

const DISMISSALS: Readonly<Record<RunAction['kind'], string>> = {
  cancel: 'Keep it running',
  rerun_failed: 'Leave it as it is',
};

/** Links first, then what may be done; five to a row, five rows. Links that fit no button are left to the text. */
export function renderButtons(
  links: readonly Link[],
  actions: readonly RunAction[],
): readonly ButtonRow[] {
  const buttons: Button[] = [];
  for (const link of links) {
    const url = buttonUrl(link);
    if (url !== null) buttons.push(linkButton(link.label, url));
  }
  for (const action of actions) buttons.push(askButton(action));
  return inRows(uniqueButtons(buttons));
}

/** The address a link button may have; null where Discord would refuse it. */
export function buttonUrl(link: Link): string | null {
  const url = webAddress(link.url);
  return url !== null && url.length <= LIMITS.buttonUrl ? url : null;
}

/** The question behind a button, and the two answers to it. */
export function renderQuestion(action: RunAction): {
  text: string;
  rows: readonly ButtonRow[];
} {
  return {
    text: QUESTIONS[action.kind],
    rows: inRows([
      {
        type: 2,
        style: action.kind === 'cancel' ? 4 : 1,
        label: LABELS[action.kind],
        custom_id: encodeCustomId({ step: 'confirm', ...pick(action) }),
      },
      {
        type: 2,
        style: 2,
        label: DISMISSALS[action.kind],
        custom_id: encodeCustomId({ step: 'dismiss', ...pick(action) }),
      },
    ]),
  };
}

function askButton(action: RunAction): ActionButton {
  return {
    type: 2,
    style: action.kind === 'cancel' ? 4 : 2,
    label: LABELS[action.kind],
    custom_id: encodeCustomId({ step: 'ask', ...pick(action) }),
  };
}

function linkButton(label: string, url: string): LinkButton {
  const text = cutText(plainText(label).trim(), LIMITS.buttonLabel);
  return { type: 2, style: 5, label: text === '' ? 'Open' : text, url };
}

function pick({ kind, runId, attempt }: RunAction) {
  return { kind, runId, attempt };
}

/** Discord refuses a message in which two buttons have the same custom id. */
function uniqueButtons(buttons: readonly Button[]): readonly Button[] {
  const seen = new Set<string>();
  return buttons.filter((button) => {
    const key =
      'custom_id' in button
        ? button.custom_id
        : `${button.label} ${button.url}`;
    return !seen.has(key) && seen.add(key);
  });
}

function inRows(buttons: readonly Button[]): readonly ButtonRow[] {
  const rows: ButtonRow[] = [];
  const most = LIMITS.rows * LIMITS.buttonsPerRow;
  for (
    let at = 0;
    at < Math.min(buttons.length, most);
    at += LIMITS.buttonsPerRow
  )
    rows.push({
      type: 1,
      components: buttons.slice(at, Math.min(at + LIMITS.buttonsPerRow, most)),
    });
  return rows;
}
