import { z } from 'zod';
import type { FoundMessage, SentMessage } from './discord.ts';

const sent = z.object({ id: z.string(), channel_id: z.string() });
const channel = z.object({ id: z.string() });
const found = sent.extend({
  author: z.object({ id: z.string() }),
  application_id: z.string().nullish(),
  content: z.string().default(''),
});

export function parseSentMessage(body: unknown): SentMessage | null {
  const { data } = sent.safeParse(body);
  return data ? { id: data.id, channelId: data.channel_id } : null;
}

export function parseFoundMessages(
  body: unknown,
): readonly FoundMessage[] | null {
  const { data } = z.array(found).safeParse(body);
  if (data === undefined) return null;
  return data
    .map((message) => ({
      id: message.id,
      channelId: message.channel_id,
      authorId: message.author.id,
      applicationId: message.application_id ?? null,
      content: message.content,
    }))
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

export function parseChannel(body: unknown): { readonly id: string } | null {
  return channel.safeParse(body).data ?? null;
}

export function parseList(body: unknown): readonly unknown[] | null {
  return Array.isArray(body) ? body : null;
}
