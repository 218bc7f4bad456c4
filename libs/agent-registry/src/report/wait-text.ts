import {
  waitingFor,
  type Snapshot,
  type WaitingFor,
} from '@yardmaster/github-dispatcher';
import type { Inline, Text } from './report.ts';

/** What holds a run back. */
export function waitText(snapshot: Snapshot): Text | undefined {
  const at = snapshot.waitReadAt ?? snapshot.run.updatedAt;
  const waits = waitingFor(snapshot, at.getTime());
  const text = waits.flatMap((wait, index): Inline[] => [
    ...(index === 0 ? [] : [' ']),
    ...waitInline(wait),
  ]);
  return text.length === 0 ? undefined : text;
}

function waitInline(wait: WaitingFor): Inline[] {
  switch (wait.kind) {
    case 'timer':
      return wait.until === null
        ? [`Waiting for the wait timer of ${wait.environment}.`]
        : [
            `Wait timer of ${wait.environment}: continues `,
            { time: wait.until.getTime(), style: 'relative' },
            '.',
          ];
    case 'reviewers':
      return [
        `Waiting for an approval of ${wait.environment} by ${wait.reviewers.join(' or ')}.`,
      ];
    case 'rule':
      return [`Waiting for a protection rule of ${wait.environment}.`];
    case 'concurrency':
      return [
        `Waiting behind ${wait.behind.length === 0 ? 'another run' : ''}`,
        ...wait.behind.flatMap(({ name, url }, index): Inline[] => [
          index === 0 ? '' : ', ',
          url === null ? name : { link: url, text: name },
        ]),
        ` of the concurrency group ${wait.group}.`,
      ];
  }
}
