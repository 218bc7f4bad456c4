import type { Acknowledgement } from './acknowledge.ts';
import { answeredWithin, type TakeAnswer } from './take-answer.ts';
import type { ApiError } from '../wire/api-error.ts';
import { parseBody, type ParsedBody } from '../wire/body.ts';
import type { Clock } from '../wire/clock.ts';
import type { EventLog } from '../server/event.ts';
import type { Faults } from '../server/faults.ts';
import type { Interaction } from './interaction.ts';
import { parseJson } from '../wire/json.ts';
import { post, type PostResult } from './post.ts';
import { redactBody, type Recorder } from '../server/recorder.ts';
import type { Signer } from './signing.ts';
import {
  refusalViolation,
  responseViolations,
  type ViolationLog,
} from '../rules/violations.ts';

/** How the delivery of an interaction ended. */
export type DeliveryOutcome =
  /** Taken; `acknowledgement` says as what. */
  | 'answered'
  /** The endpoint answered something else than 2xx. */
  | 'rejected'
  /** The endpoint answered 2xx with a body that Discord refuses; `error` says why. */
  | 'invalid'
  /** Nothing within 3 s. */
  | 'late'
  | 'unreachable'
  /** The interaction had been acknowledged before, so this answer counts for nothing. */
  | 'ignored';

export interface DeliveryResult {
  /** 0: no answer. */
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Parsed if it is JSON, otherwise the text. */
  readonly body: unknown;
  readonly elapsedMs: number;
  readonly interaction: { readonly id: string; readonly token: string };
  readonly outcome: DeliveryOutcome;
  readonly acknowledgement?: Acknowledgement;
  readonly error?: ApiError;
  /** What the person sees in place of a reply. */
  readonly notice?: 'The application did not respond';
}

export interface DeliveryOptions {
  /** Makes the timestamp header this much older; default 0. */
  readonly timestampAgeSeconds?: number;
  /** Signs with a key that is not the application's. */
  readonly badSignature?: boolean;
  /** With the very headers it was sent with before. */
  readonly again?: boolean;
}

export interface DeliveryParts {
  readonly endpoint: () => string | undefined;
  readonly clock: Clock;
  readonly signer: Signer;
  readonly stranger: Signer;
  readonly takeAnswer: TakeAnswer;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly events: EventLog;
  readonly violations: ViolationLog;
  /** Milliseconds; Discord's are 3000. */
  readonly answerLimitMs: number;
}

export interface Delivery {
  /** Signs and sends these bytes; the answer is recorded, nothing else. */
  readonly send: (
    body: string,
    options?: DeliveryOptions & { readonly interactionId?: string },
  ) => Promise<PostResult>;
  readonly deliver: (
    interaction: Interaction,
    options?: DeliveryOptions,
  ) => Promise<DeliveryResult>;
}

/** As Discord names itself to interaction endpoints. */
export const DISCORD_USER_AGENT =
  'Discord-Interactions/1.0 (+https://discord.com)';

export function createDelivery(parts: DeliveryParts): Delivery {
  const { clock, signer, stranger, faults, recorder, events, answerLimitMs } =
    parts;

  /** The headers each interaction was last sent with. */
  const sent = new Map<string, Record<string, string>>();

  /** What the response breaks, whether or not it still counts; one that is refused for another reason is added too. */
  function checkResponse(body: ParsedBody, error?: ApiError): void {
    const broken = responseViolations(body.payload);
    parts.violations.add(
      broken.length === 0 && error !== undefined
        ? [refusalViolation('response', error)]
        : broken,
    );
  }

  const send: Delivery['send'] = async (
    text,
    {
      timestampAgeSeconds = 0,
      badSignature = false,
      again = false,
      interactionId = '',
    } = {},
  ) => {
    const url = parts.endpoint();
    if (url === undefined) {
      throw new Error(
        'No interactions endpoint is set: call setEndpoint(url) first.',
      );
    }
    const body = new TextEncoder().encode(text);
    const timestamp = String(Math.floor(clock() / 1000) - timestampAgeSeconds);
    const fresh = {
      'content-type': 'application/json',
      'user-agent': DISCORD_USER_AGENT,
      'x-signature-ed25519': (badSignature ? stranger : signer).sign(
        timestamp,
        body,
      ),
      'x-signature-timestamp': timestamp,
    };
    const headers = (again ? sent.get(interactionId) : undefined) ?? fresh;
    sent.set(interactionId, headers);
    const answer = await post({ url, headers, body, limitMs: answerLimitMs });
    const request = recorder.add({
      direction: 'out',
      operation: 'interaction',
      method: 'POST',
      path: new URL(url).pathname,
      headers,
      body: redactBody(text),
      status: answer.status,
      responseHeaders: answer.headers,
      responseBody: answer.text,
      elapsedMs: answer.elapsedMs,
      ...(interactionId === '' ? {} : { interactionId }),
      raw: {
        path: url,
        headers,
        body: text,
        responseHeaders: answer.headers,
        responseBody: answer.text,
      },
    });
    events.emit({ type: 'request', request });
    return answer;
  };

  function lose(interaction: Interaction): void {
    if (interaction.state === 'waiting') interaction.state = 'lost';
  }

  async function judge(
    interaction: Interaction,
    answer: PostResult,
  ): Promise<Pick<DeliveryResult, 'outcome' | 'acknowledgement' | 'error'>> {
    if (answer.failure !== undefined) return { outcome: answer.failure };
    if (answer.status < 200 || answer.status > 299)
      return { outcome: 'rejected' };
    if (answer.status === 202 && answer.text === '') {
      // 202 promises a callback within the same 3 s.
      const came = await answeredWithin(
        interaction,
        answerLimitMs - answer.elapsedMs,
      );
      return { outcome: came ? 'answered' : 'late' };
    }
    const parsed = await parseBody(
      answer.headers['content-type'],
      answer.bytes,
    );
    if (interaction.state !== 'waiting') {
      if (parsed.ok) checkResponse(parsed.body);
      return { outcome: 'ignored' };
    }
    if (!parsed.ok) {
      parts.violations.add([refusalViolation('response', parsed.error)]);
      return { outcome: 'invalid', error: parsed.error };
    }
    const result = parts.takeAnswer(interaction, parsed.body);
    checkResponse(parsed.body, result.ok ? undefined : result.error);
    return result.ok
      ? { outcome: 'answered', acknowledgement: result.value }
      : { outcome: 'invalid', error: result.error };
  }

  const deliverOnce: Delivery['deliver'] = async (
    interaction,
    options = {},
  ) => {
    events.emit({
      type: 'interaction.sent',
      interactionId: interaction.id,
      name: interaction.name,
    });
    const answer = await send(interaction.body, {
      ...options,
      interactionId: interaction.id,
    });
    const judged =
      faults.take('late-answer') === undefined
        ? await judge(interaction, answer)
        : { outcome: 'late' as const };
    if (judged.outcome !== 'answered' && judged.outcome !== 'ignored')
      lose(interaction);
    events.emit({
      type: 'interaction.answered',
      interactionId: interaction.id,
      outcome: judged.outcome,
      elapsedMs: answer.elapsedMs,
    });
    const silent =
      judged.outcome !== 'answered' && interaction.state === 'lost';
    return {
      status: answer.status,
      headers: answer.headers,
      body: parseJson(answer.text) ?? answer.text,
      elapsedMs: answer.elapsedMs,
      interaction: { id: interaction.id, token: interaction.token },
      ...judged,
      ...(silent ? { notice: 'The application did not respond' as const } : {}),
    };
  };

  return {
    send,
    deliver: async (interaction, options) => {
      if (faults.take('bad-signature-probe') !== undefined) {
        await send('{"type":1}', { badSignature: true });
      }
      if (faults.take('duplicate-delivery') === undefined) {
        return deliverOnce(interaction, options);
      }
      const results = await Promise.all([
        deliverOnce(interaction, options),
        deliverOnce(interaction, options),
      ]);
      return (
        results.find(({ outcome }) => outcome === 'answered') ?? results[0]
      );
    },
  };
}
