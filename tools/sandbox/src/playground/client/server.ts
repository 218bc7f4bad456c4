import type { EndpointCheck } from '../../discord/index.ts';
import type { Actions, SentResult, Update } from '../wire.ts';

interface Answers {
  readonly command: SentResult;
  readonly autocomplete: SentResult;
  readonly click: SentResult;
  readonly modal: SentResult;
  readonly check: EndpointCheck;
}

type AnswerOf<Name extends keyof Actions> = Name extends keyof Answers
  ? Answers[Name]
  : object;

/** Asks the playground's server to do something; rejects with what it said where it could not. */
export async function act<Name extends keyof Actions>(
  name: Name,
  body: Actions[Name],
): Promise<AnswerOf<Name>> {
  const response = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as AnswerOf<Name> & {
    message?: string;
  };
  if (!response.ok)
    throw new Error(
      answer.message ?? `The server answered ${response.status}.`,
    );
  return answer;
}

/** Live updates; the browser reconnects by itself, and each connection begins with a snapshot. */
export function listen(
  onUpdate: (update: Update) => void,
  onConnection: (connected: boolean) => void,
): void {
  const source = new EventSource('/api/events');
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
  source.addEventListener('message', ({ data }: MessageEvent<string>) =>
    onUpdate(JSON.parse(data) as Update),
  );
}

/** The plans and faults of GitHub's side that the server knows by name. */
export async function names(): Promise<{
  plans: string[];
  githubFaults: string[];
}> {
  return (await (await fetch('/api/names')).json()) as {
    plans: string[];
    githubFaults: string[];
  };
}
