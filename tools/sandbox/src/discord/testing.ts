import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicKey, verify } from 'node:crypto';
import {
  startLocalDiscord,
  type LocalDiscord,
  type LocalDiscordOptions,
} from './index.ts';

/** What a small endpoint answers: status and body, after whatever it wants to do first. */
export type ExampleAnswer =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly contentType?: string;
    }
  | 'hang';

export interface ExampleEndpoint {
  readonly url: string;
  /** Bodies of the requests whose signature was right. */
  readonly received: readonly Record<string, unknown>[];
  readonly close: () => Promise<void>;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** An interactions endpoint with the least that Discord asks for: signature check, PONG, and one answer. */
export async function startExampleEndpoint(
  publicKey: () => string,
  answer: (
    interaction: Record<string, unknown>,
  ) => ExampleAnswer | Promise<ExampleAnswer>,
): Promise<ExampleEndpoint> {
  const received: Record<string, unknown>[] = [];
  async function respond(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await read(request);
    const key = createPublicKey({
      key: {
        kty: 'OKP',
        crv: 'Ed25519',
        x: Buffer.from(publicKey(), 'hex').toString('base64url'),
      },
      format: 'jwk',
    });
    const signed = Buffer.concat([
      Buffer.from(String(request.headers['x-signature-timestamp'])),
      body,
    ]);
    const signature = Buffer.from(
      String(request.headers['x-signature-ed25519']),
      'hex',
    );
    if (!verify(null, signed, key, signature)) {
      response.writeHead(401).end('bad signature');
      return;
    }
    const interaction = JSON.parse(body.toString()) as Record<string, unknown>;
    received.push(interaction);
    const result =
      interaction['type'] === 1
        ? { status: 200, body: { type: 1 } }
        : await answer(interaction);
    if (result === 'hang') return;
    const { status, body: payload, contentType = 'application/json' } = result;
    response.writeHead(
      status,
      payload === undefined ? {} : { 'content-type': contentType },
    );
    response.end(payload === undefined ? undefined : JSON.stringify(payload));
  }
  const server = createServer(
    (request, response) => void respond(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/interactions`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Pairs that a test started; `closePairs` belongs into its `afterEach`. */
const open: (() => Promise<void>)[] = [];

export async function closePairs(): Promise<void> {
  for (const close of open.splice(0).toReversed()) await close();
}

type Answers = (
  interaction: Record<string, unknown>,
) => ExampleAnswer | Promise<ExampleAnswer>;

/** A local Discord and an endpoint that answers it. */
export async function startPair(
  answer: Answers,
  options: LocalDiscordOptions = {},
): Promise<{ discord: LocalDiscord; endpoint: ExampleEndpoint }> {
  const discord = await startLocalDiscord(options);
  const endpoint = await startExampleEndpoint(() => discord.publicKey, answer);
  discord.setEndpoint(endpoint.url);
  open.push(discord.close, endpoint.close);
  return { discord, endpoint };
}

export interface ApiResponse {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** How an app has to introduce itself. */
export const BOT = 'DiscordBot (https://example.com, 1.0.0)';

/** One request to the REST API with the bot's token. */
export async function callApi(
  discord: LocalDiscord,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiResponse> {
  const json = body !== undefined && !(body instanceof FormData);
  const response = await fetch(`${discord.url}${path}`, {
    method,
    headers: {
      authorization: `Bot ${discord.botToken}`,
      'user-agent': BOT,
      ...(json ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined
      ? {}
      : { body: json ? JSON.stringify(body) : (body as FormData) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    headers: response.headers,
  };
}

export function reply(content: string): ExampleAnswer {
  return {
    status: 200,
    body: { type: 4, data: { content } },
  };
}
export function defer(): ExampleAnswer {
  return { status: 200, body: { type: 5 } };
}
