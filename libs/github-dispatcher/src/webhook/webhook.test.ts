import { createHmac } from 'node:crypto';
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createWebhookIntake } from './intake.ts';
import {
  isWellFormedSignature,
  parseWebhook,
  verifySignature,
} from './webhook.ts';

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

test('bytes that are not UTF-8 do not verify', async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  const header = `sha256=${createHmac('sha256', 's').update(bytes.toString('utf8')).digest('hex')}`;
  expect(await verifySignature(['s'], bytes, header)).toBe(false);
  expect(await verifySignature(['s'], '', signed('s', ''))).toBe(false);
});

test("every one of GitHub's example payloads is parsed, ignored or rejected with a reason", () => {
  const counts = { event: 0, ignored: 0, invalid: 0, form_encoded: 0 };
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

test('the state in the payload counts, not the action', () => {
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
        expect(['event', 'ignored', 'form_encoded', 'invalid']).toContain(
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
  return {
    event,
    delivery: id,
    signature: signed(secret, body),
    rawBody: Buffer.from(body),
  };
}

describe('the intake', () => {
  const receive = createWebhookIntake({ secrets: ['old', 's'] });

  test('verifies, then parses', async () => {
    expect(await receive(delivery('1'))).toMatchObject({
      kind: 'event',
      event: { kind: 'workflow_job', delivery: '1' },
    });
    expect(await receive(delivery('2', BODY, 'push'))).toMatchObject({
      kind: 'ignored',
    });
    expect(await receive(delivery('2', '{}'))).toMatchObject({
      kind: 'invalid',
    });
  });

  test('parses nothing that is not signed', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    const forged = delivery('2', BODY, 'workflow_job', 'forged');
    for (const signature of [forged.signature, '', undefined, null, 'sha256='])
      expect(await receive({ ...forged, signature })).toEqual({
        kind: 'unsigned',
      });
    expect(parse).not.toHaveBeenCalled();
  });

  test('names a webhook that is sent as a form, a ping too', async () => {
    const form = `payload=${encodeURIComponent(BODY)}`;
    for (const event of ['workflow_job', 'ping'])
      expect(await receive(delivery('1', form, event))).toMatchObject({
        kind: 'form_encoded',
        reason: expect.stringContaining('application/json'),
      });
    expect(
      await receive({
        ...delivery('1'),
        contentType: 'application/x-www-form-urlencoded',
      }),
    ).toMatchObject({ kind: 'form_encoded' });
    const unsigned = delivery('1', form, 'ping', 'forged');
    expect(await receive(unsigned)).toEqual({ kind: 'unsigned' });
  });
});

test.each([
  [`sha256=${'a'.repeat(64)}`, true],
  [`sha256=${'a'.repeat(63)}`, false],
  [`sha1=${'a'.repeat(64)}`, false],
  [`sha256=${'g'.repeat(64)}`, false],
  ['', false],
  [undefined, false],
])('%j is well-formed: %s', (header, expected) => {
  expect(isWellFormedSignature(header)).toBe(expected);
});
