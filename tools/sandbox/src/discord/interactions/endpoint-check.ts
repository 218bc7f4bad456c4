import type { Delivery } from './delivery.ts';
import { parseJson, numberAt } from '../wire/json.ts';

export interface EndpointCheck {
  readonly ok: boolean;
  /** What each of the three requests should get, and what it got. */
  readonly steps: readonly {
    readonly name: string;
    readonly expected: string;
    readonly got: string;
    readonly ok: boolean;
    readonly elapsedMs: number;
  }[];
}

function got(
  status: number,
  text: string,
  failure: string | undefined,
): string {
  return failure ?? `${status} ${text.slice(0, 80)}`.trim();
}

/**
 * What the developer portal does when an endpoint is saved: a PING that must be answered with a PONG,
 * and requests with bad signatures that must be refused with 401.
 * https://docs.discord.com/developers/interactions/overview#configuring-an-interactions-endpoint-url
 */
export async function checkEndpoint(
  delivery: Delivery,
  pingBody: string,
): Promise<EndpointCheck> {
  const ping = await delivery.send(pingBody);
  const isPong =
    ping.status === 200 &&
    numberAt(parseJson(ping.text), 'type') === 1 &&
    (ping.headers['content-type'] ?? '').startsWith('application/json');
  const foreign = await delivery.send(pingBody, { badSignature: true });
  const command = JSON.stringify({ ...JSON.parse(pingBody), type: 2 });
  const forged = await delivery.send(command, { badSignature: true });
  const refused = [foreign, forged].map((answer, index) => ({
    name:
      index === 0
        ? 'PING with a bad signature'
        : 'command with a bad signature',
    expected: '401',
    got: got(answer.status, answer.text, answer.failure),
    ok: answer.status === 401,
    elapsedMs: answer.elapsedMs,
  }));
  const steps = [
    {
      name: 'PING',
      expected: '200 {"type":1} as application/json',
      got: got(ping.status, ping.text, ping.failure),
      ok: isPong,
      elapsedMs: ping.elapsedMs,
    },
    ...refused,
  ];
  return { ok: steps.every((step) => step.ok), steps };
}
