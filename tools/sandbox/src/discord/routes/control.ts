import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import {
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  type Faults,
} from '../server/faults.ts';
import { isObject } from '../wire/json.ts';
import type { MessageStore } from '../messages/message-store.ts';

function isKind(value: unknown): value is FaultKind {
  return FAULT_KINDS.some((kind) => kind === value);
}

function isFault(value: unknown): value is Fault {
  return isObject(value) && isKind(value['kind']);
}

/** What no Discord has: faults over HTTP (`/_sandbox/faults`), and the files of messages (`/attachments`). */
export function addControlRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  { faults, messages }: { faults: Faults; messages: MessageStore },
): void {
  const list = () =>
    faults.list().map(({ left, ...fault }) => ({
      ...fault,
      left: Number.isFinite(left) ? left : 'always',
    }));
  app.get('/_sandbox/faults', (context) => context.json(list()));
  app.post('/_sandbox/faults', async (context) => {
    const fault: unknown = await context.req.json().catch(() => undefined);
    if (!isFault(fault)) {
      return context.json(
        { message: `kind must be one of: ${FAULT_KINDS.join(', ')}` },
        400,
      );
    }
    faults.add(fault);
    return context.json(list(), 201);
  });
  app.delete('/_sandbox/faults', (context) => {
    const kind = context.req.query('kind');
    faults.clear(isKind(kind) ? kind : undefined);
    return context.json(list());
  });
  app.get('/attachments/:channel/:id/:name', (context) => {
    const file = messages.file(context.req.param('id'));
    if (file === undefined) return context.notFound();
    return new Response(Uint8Array.from(file.bytes), {
      headers: {
        'content-type': file.attachment.contentType,
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
        // A file is content from outside: it must never run as a page of this origin.
        'content-security-policy': "default-src 'none'; sandbox",
      },
    });
  });
}
