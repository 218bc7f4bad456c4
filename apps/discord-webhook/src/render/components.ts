import type { Action, Link } from '@yardmaster/agent-registry';
import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIButtonComponentWithCustomId,
  type APIButtonComponentWithURL,
} from 'discord-api-types/v10';
import { encodeCustomId } from './custom-id.ts';
import { LIMITS, cutText } from './limits.ts';
import { plainText, webAddress } from './markdown.ts';

export type ButtonRow = APIActionRowComponent<APIButtonComponent>;
type Button = APIButtonComponentWithCustomId | APIButtonComponentWithURL;

interface ActionWords {
  readonly label: string;
  readonly question: string;
  /** Label of the button that changes nothing. */
  readonly dismissal: string;
  readonly style: ButtonStyle.Secondary | ButtonStyle.Danger;
}

const ACTIONS: Readonly<Record<Action['kind'], ActionWords>> = {
  cancel: {
    label: 'Cancel run',
    question:
      'Cancel the run? Whatever it has already deployed stays deployed.',
    dismissal: 'Keep it running',
    style: ButtonStyle.Danger,
  },
  rerun_failed: {
    label: 'Re-run failed jobs',
    question: 'Re-run the failed jobs? They may deploy again.',
    dismissal: 'Don’t re-run',
    style: ButtonStyle.Secondary,
  },
  look_again: {
    label: 'Look again',
    question: 'Look for the run again?',
    dismissal: 'Don’t look',
    style: ButtonStyle.Secondary,
  },
  start_again: {
    label: 'Start again',
    question:
      'Start it again? If the first start did reach GitHub, the workflow runs twice.',
    dismissal: 'Don’t start it',
    style: ButtonStyle.Danger,
  },
};

/** Links first, then actions; five to a row, five rows. Links too long for a button are left to the text. */
export function renderButtons(
  links: readonly Link[],
  actions: readonly Action[],
): ButtonRow[] {
  const linkButtons = links.flatMap((link) => linkButton(link) ?? []);
  return inRows(uniqueButtons([...linkButtons, ...actions.map(askButton)]));
}

/** The address a link button may have; null if Discord would reject it. */
export function buttonUrl(link: Link): string | null {
  const url = webAddress(link.url);
  return url !== null && url.length <= LIMITS.buttonUrl ? url : null;
}

/** The question that a button leads to, with one button that confirms it and one that dismisses it. */
export function renderQuestion(action: Action): {
  text: string;
  rows: readonly ButtonRow[];
} {
  const { label, question, dismissal, style } = ACTIONS[action.kind];
  return {
    text: question,
    rows: inRows([
      {
        type: ComponentType.Button,
        style: style === ButtonStyle.Danger ? style : ButtonStyle.Primary,
        label,
        custom_id: encodeCustomId({ step: 'confirm', action }),
      },
      {
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        label: dismissal,
        custom_id: encodeCustomId({ step: 'dismiss', action }),
      },
    ]),
  };
}

function askButton(action: Action): Button {
  const { label, style } = ACTIONS[action.kind];
  return {
    type: ComponentType.Button,
    style,
    label,
    custom_id: encodeCustomId({ step: 'ask', action }),
  };
}

function linkButton(link: Link): Button | null {
  const url = buttonUrl(link);
  if (url === null) return null;
  const label = cutText(plainText(link.label).trim(), LIMITS.buttonLabel);
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Link,
    label: label === '' ? 'Open' : label,
    url,
  };
}

/** Discord rejects a message in which two buttons have the same custom id. */
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

function inRows(buttons: readonly Button[]): ButtonRow[] {
  const kept = buttons.slice(0, LIMITS.rows * LIMITS.buttonsPerRow);
  const rows: ButtonRow[] = [];
  for (let at = 0; at < kept.length; at += LIMITS.buttonsPerRow)
    rows.push({
      type: ComponentType.ActionRow,
      components: kept.slice(at, at + LIMITS.buttonsPerRow),
    });
  return rows;
}
