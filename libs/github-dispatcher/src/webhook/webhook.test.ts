import { createHmac } from 'node:crypto';
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWebhookIntake } from './intake.ts';
import { parseWebhook, verifySignature, type WebhookEvent } from './webhook.ts';

function signed(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

test("GitHub's own vector", async () => {
  const secret = "It's a Secret to Everybody";
  const header =
    'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  expect(await verifySignature([secret], 'Hello, World!', header)).toBe(true);
  expect(
    await verifySignature([secret], Buffer.from('Hello, World!'), header),
  ).toBe(true);
  expect(await verifySignature([secret], 'Hello, World', header)).toBe(false);
});

test('any of several secrets verifies; an empty one never does', async () => {
  const body = '{"text":"Grüße, 🚢"}';
  const header = signed('new', body);
  expect(await verifySignature(['old', 'new'], Buffer.from(body), header)).toBe(
    true,
  );
  expect(await verifySignature(['old'], body, header)).toBe(false);
  expect(await verifySignature([], body, header)).toBe(false);
  expect(await verifySignature([''], body, signed('', body))).toBe(false);
});

test.each([
  undefined,
  null,
  '',
  'sha256=',
  'sha1=abc',
  'nonsense',
  `sha256=${'0'.repeat(64)}`,
])('the header %j verifies nothing', async (header) => {
  expect(await verifySignature(['s'], '{}', header)).toBe(false);
});

test('bytes that are no text verify as nothing instead of as something else', async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  const header = `sha256=${createHmac('sha256', 's').update(bytes.toString('utf8')).digest('hex')}`;
  expect(await verifySignature(['s'], bytes, header)).toBe(false);
  expect(await verifySignature(['s'], '', signed('s', ''))).toBe(false);
});

test("every one of GitHub's example payloads is parsed, ignored or refused with a reason", () => {
  const counts = { event: 0, ignored: 0, invalid: 0 };
  for (const { name, examples: payloads } of examples) {
    for (const payload of payloads) {
      const parsed = parseWebhook({
        event: name,
        delivery: 'd',
        body: JSON.stringify(payload),
      });
      counts[parsed.kind] += 1;
      if (name === 'workflow_run' || name === 'workflow_job')
        expect([name, parsed.kind]).toEqual([name, 'event']);
      if (parsed.kind !== 'event') expect(parsed.reason).not.toBe('');
    }
  }
  expect(counts).toMatchObject({ event: 13, invalid: 0 });
  expect(counts.ignored).toBeGreaterThan(100);
});

test('the words of the payload count, not the action', () => {
  const payloads =
    examples.find(({ name }) => name === 'workflow_run')?.examples ?? [];
  const seen = payloads.map((payload) => {
    const parsed = parseWebhook({
      event: 'workflow_run',
      delivery: 'd',
      body: JSON.stringify(payload),
    });
    if (parsed.kind !== 'event' || parsed.event.kind !== 'workflow_run')
      throw new Error('no event');
    return [
      parsed.event.action,
      parsed.event.run.status,
      parsed.event.run.conclusion,
    ];
  });
  // The first example says "completed" over a run that is queued, the last one "requested" over one that ended.
  expect(seen[0]).toEqual(['completed', 'queued', null]);
  expect(seen.at(-1)).toEqual(['requested', 'completed', 'action_required']);
});

test.each([
  ['workflow_run', 'not json'],
  ['workflow_run', '[]'],
  ['workflow_run', '{"action":"completed"}'],
  [
    'workflow_run',
    '{"action":"completed","repository":{"full_name":"a/b"},"workflow_run":{"id":"7"}}',
  ],
  [
    'workflow_job',
    '{"action":"completed","repository":{"full_name":"a/b"},"workflow_job":{"id":7}}',
  ],
])('%s with %s is invalid, with a reason', (event, body) => {
  expect(parseWebhook({ event, delivery: 'd', body })).toMatchObject({
    kind: 'invalid',
    reason: expect.any(String),
  });
});

test('nothing that arrives makes it throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('workflow_run', 'workflow_job', 'ping'),
      fc.json(),
      (event, body) => {
        expect(['event', 'ignored', 'invalid']).toContain(
          parseWebhook({ event, delivery: 'd', body }).kind,
        );
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});

const BODY = JSON.stringify(
  examples.find(({ name }) => name === 'workflow_job')?.examples[1],
);

function delivery(
  id: string,
  body = BODY,
  event = 'workflow_job',
  secret = 's',
) {
  const headers: Record<string, string> = {
    'x-github-event': event,
    'x-github-delivery': id,
    'x-hub-signature-256': signed(secret, body),
  };
  return {
    header: (name: string) => headers[name],
    rawBody: Buffer.from(body),
  };
}

test('the intake tells each delivery once, and answers what GitHub should hear', async () => {
  const events: WebhookEvent[] = [];
  const receive = createWebhookIntake({
    secrets: ['s'],
    remember: 2,
    onEvent: (event) => events.push(event),
  });
  expect(await receive(delivery('1'))).toMatchObject({
    kind: 'accepted',
    status: 202,
  });
  expect(await receive(delivery('1'))).toEqual({
    kind: 'duplicate',
    status: 202,
  });
  expect(await receive(delivery('2', BODY, 'workflow_job', 'forged'))).toEqual({
    kind: 'unsigned',
    status: 401,
  });
  expect(await receive(delivery('2', BODY, 'push'))).toMatchObject({
    kind: 'ignored',
    status: 202,
  });
  expect(await receive(delivery('2', '{}'))).toMatchObject({
    kind: 'invalid',
    status: 400,
  });
  expect(await receive({ header: () => undefined, rawBody: BODY })).toEqual({
    kind: 'unsigned',
    status: 401,
  });
  expect(events.map((event) => event.delivery)).toEqual(['1']);
  // The memory is bounded: the oldest is forgotten.
  await receive(delivery('2'));
  await receive(delivery('3'));
  expect(await receive(delivery('1'))).toMatchObject({ kind: 'accepted' });
  expect(await receive(delivery('3'))).toMatchObject({ kind: 'duplicate' });
});
