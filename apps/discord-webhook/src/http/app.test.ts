import { connect } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileText } from '../testing/arbitrary.ts';
import { createTestSigner, startWorld, type World } from '../testing/world.ts';

let world: World;
const signer = createTestSigner();
beforeAll(async () => {
  // Discord's own key and one of ours, so that a test can sign anything.
  world = await startWorld({
    requestTimeoutMs: 400,
    extraPublicKey: signer.publicKey,
  });
});
afterAll(async () => {
  await world.close();
  expect(world.discord.violations()).toEqual([]);
});

const now = () => String(Math.floor(Date.now() / 1000));
const post = (
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
) =>
  fetch(`${world.url}${path}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers,
  });
const postSigned = (body: string | Uint8Array, timestamp = now()) =>
  post('/interactions', body, {
    'x-signature-ed25519': signer.sign(timestamp, body),
    'x-signature-timestamp': timestamp,
  });
const isWell = async () => {
  const answer = await postSigned('{"type":1}');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ type: 1 });
};

describe('POST /interactions', { timeout: 60_000 }, () => {
  it('passes the check of the developer portal', async () => {
    expect(await world.discord.checkEndpoint()).toMatchObject({ ok: true });
  });

  it('answers a ping with JSON', async () => {
    const answer = await postSigned('{"type":1}');
    expect(answer.headers.get('content-type')).toBe('application/json');
    await isWell();
  });

  it('answers 401 without a signature, with a wrong one, and with an old one', async () => {
    const body = '{"type":1}';
    const signature = signer.sign(now(), body);
    const seconds = Math.floor(Date.now() / 1000);
    const answers = [
      await post('/interactions', body),
      await post('/interactions', body, { 'x-signature-timestamp': now() }),
      await post('/interactions', body, { 'x-signature-ed25519': signature }),
      await post('/interactions', body, {
        'x-signature-ed25519': 'z'.repeat(128),
        'x-signature-timestamp': now(),
      }),
      await post('/interactions', '{"type":2}', {
        'x-signature-ed25519': signature,
        'x-signature-timestamp': now(),
      }),
      await postSigned(body, String(seconds - 301)),
      await postSigned(body, String(seconds + 120)),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
  });

  it('verifies the raw bytes, not the JSON', async () => {
    for (const body of [
      '{ "type" : 1 }',
      '{"type":1.0}',
      '{"type":2,"type":1}',
      '{"\\u0074ype":1}',
    ])
      expect((await postSigned(body)).status).toBe(200);
  });

  it('answers 400 to signed bodies that are not interactions, and repeats none of it', async () => {
    for (const body of [
      '',
      'junk-marker',
      '[]',
      '"junk-marker"',
      '{"type":77,"x":"junk-marker"}',
    ]) {
      const answer = await postSigned(body);
      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toContain('junk-marker');
    }
  });

  it('answers 413 to bodies over the limit, declared or not', async () => {
    const large = 'x'.repeat(600 * 1024);
    expect((await postSigned(large)).status).toBe(413);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let part = 0; part < 20; part += 1)
          controller.enqueue(Buffer.from('x'.repeat(50 * 1024)));
        controller.close();
      },
    });
    const streamed = await fetch(`${world.url}/interactions`, {
      method: 'POST',
      headers: {
        'x-signature-ed25519': 'a'.repeat(128),
        'x-signature-timestamp': now(),
      },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    await isWell();
  });

  it('answers unknown buttons and forms with an explanation', async () => {
    const person = {
      id: '111111111111111111',
      application_id: world.discord.applicationId,
      token: 'some-token',
      guild_id: world.discord.guildId,
      member: {
        user: { id: '222222222222222222', username: 'ada' },
        roles: [],
        permissions: '0',
      },
    };
    for (const type of [3, 5]) {
      const answer = await postSigned(
        JSON.stringify({
          ...person,
          type,
          data: { custom_id: 'from-long-ago', component_type: 2 },
        }),
      );
      expect(await answer.json()).toMatchObject({
        type: 4,
        data: {
          flags: 64,
          embeds: [{ title: expect.stringMatching(/^Unknown/) }],
        },
      });
    }
  });

  it('does the work of a request once, however often it arrives', async () => {
    const body = JSON.stringify({
      type: 2,
      id: '333333333333333331',
      application_id: world.discord.applicationId,
      token: 'some-token',
      guild_id: world.discord.guildId,
      member: {
        user: { id: '222222222222222222', username: 'ada' },
        roles: [],
        permissions: '0',
      },
      data: { id: '7', type: 1, name: 'agents' },
    });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => postSigned(body)),
    );
    answers.push(await postSigned(body));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    const ran = world.logged.filter((line) =>
      line.includes('"command":"agents"'),
    );
    expect(ran).toHaveLength(1);
  });

  it('answers an option that is named like an inherited property with no suggestions', async () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      const answer = await postSigned(
        JSON.stringify({
          type: 4,
          id: `33333333333333${name.length}`,
          application_id: world.discord.applicationId,
          token: 'some-token',
          guild_id: world.discord.guildId,
          member: {
            user: { id: '222222222222222222', username: 'ada' },
            roles: [],
            permissions: '8',
          },
          data: {
            name: 'verify-latest',
            options: [{ name, value: '', focused: true }],
          },
        }),
      );
      expect(await answer.json()).toEqual({ type: 8, data: { choices: [] } });
    }
  });

  it('answers 404 to other methods and paths', async () => {
    expect((await fetch(`${world.url}/interactions`)).status).toBe(404);
    expect((await post('/', '{}')).status).toBe(404);
  });
});

describe('hostile requests', { timeout: 60_000 }, () => {
  it('of any form are refused, and the process keeps running', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          hostileText.map((text) => Buffer.from(text)),
          fc.uint8Array({ maxLength: 3000 }),
        ),
        fc.dictionary(
          fc.constantFrom(
            'x-signature-ed25519',
            'x-signature-timestamp',
            'x-hub-signature-256',
            'x-github-event',
            'content-type',
          ),
          fc.stringMatching(/^[ -~]{0,300}$/),
        ),
        fc.constantFrom('/interactions', '/github/webhooks'),
        async (body, headers, path) => {
          const answer = await post(path, body, headers);
          expect([400, 401]).toContain(answer.status);
        },
      ),
      { seed: 20260807, numRuns: 80 },
    );
    await isWell();
  });

  it('with a valid signature and absurd content get a status', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 5 }), async (json) => {
        expect((await postSigned(json)).status).toBe(400);
      }),
      { seed: 20260807, numRuns: 60 },
    );
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect((await postSigned(deep)).status).toBe(400);
    const proto =
      '{"type":2,"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}';
    expect((await postSigned(proto)).status).toBe(400);
    await isWell();
  });

  it('that break off or never end are closed', async () => {
    const { port } = new URL(world.url);
    const heads = [
      '',
      'POST /inter',
      'POST /interactions HTTP/1.1\r\nhost: x\r\n',
      'POST /interactions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"type"',
      'POST /interactions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"typ',
      'POST /github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{',
      'garbage\r\n\r\n',
    ];
    const closed = heads.map(
      (head) =>
        new Promise<void>((resolve) => {
          const socket = connect(Number(port), '127.0.0.1', () =>
            socket.write(head),
          );
          socket.on('error', () => {});
          socket.on('close', () => resolve());
          socket.resume();
        }),
    );
    const { port: other } = new URL(world.url);
    for (const head of heads) {
      const socket = connect(Number(other), '127.0.0.1', () => {
        socket.write(head);
        socket.destroy();
      });
      socket.on('error', () => {});
    }
    await Promise.all(closed.slice(1));
    await isWell();
  });

  it('in a flood do not keep a good one from its answer', async () => {
    const body = '{"type":1}';
    const bad = Array.from({ length: 300 }, () =>
      post('/interactions', body, {
        'x-signature-ed25519': 'a'.repeat(128),
        'x-signature-timestamp': now(),
      }),
    );
    await isWell();
    // A busy machine may take longer than this server's timeout to send them: that is a refusal, too.
    for (const { status } of await Promise.all(bad))
      expect([401, 408]).toContain(status);
  });
});

describe('the routes for operators', { timeout: 60_000 }, () => {
  it('report that the process runs and is ready', async () => {
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
  });

  it('return metrics with no label that a sender chose', async () => {
    await world.discord.sendCommand({ name: 'agents' });
    await world.discord.sendCommand({ name: 'name-of-the-sender' });
    const answer = await fetch(`${world.url}/metrics`);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/plain');
    for (const line of [
      /^yardmaster_signatures_total\{result="valid"\} \d+$/m,
      /^yardmaster_signatures_total\{result="mismatch"\} \d+$/m,
      /^yardmaster_first_answer_seconds_count\{kind="command",callback="4"\} \d+$/m,
      /^yardmaster_invocations_total\{command="agents",decision="accepted",outcome="answered"\} \d+$/m,
      /^yardmaster_invocations_total\{command="unknown",decision="unknown_command",outcome="none"\} 1$/m,
      /^yardmaster_follows_open 0$/m,
    ])
      expect(text).toMatch(line);
    expect(text).not.toContain('name-of-the-sender');
  });
});
