import type { ParsedBody } from '../wire/body.ts';
import {
  isObject,
  listAt,
  numberAt,
  stringAt,
  type JsonObject,
} from '../wire/json.ts';
import { resolveMentions } from '../guild/mentions.ts';
import { FLAGS } from '../wire/flags.ts';
import { type Attachment, type MessageState } from './message.ts';

/** Keeps an uploaded file and says where it can be fetched. */
export type KeepFile = (
  file: ParsedBody['files'][number],
  description: string | undefined,
) => Attachment;

function objects(value: unknown[]): JsonObject[] {
  return value.filter(isObject);
}

/** Server-side additions of an embed: its type, and `attachment://` resolved. */
function storedEmbed(
  embed: JsonObject,
  files: readonly Attachment[],
): JsonObject {
  function resolved(image: unknown): unknown {
    const url = stringAt(image, 'url');
    const file = files.find(
      ({ filename }) => url === `attachment://${filename}`,
    );
    return file === undefined
      ? image
      : { ...(isObject(image) ? image : {}), url: file.url };
  }
  return {
    type: 'rich',
    ...embed,
    ...('image' in embed ? { image: resolved(embed['image']) } : {}),
    ...('thumbnail' in embed
      ? { thumbnail: resolved(embed['thumbnail']) }
      : {}),
  };
}

function attachmentsAfter(
  before: readonly Attachment[],
  { payload, files }: ParsedBody,
  keep: KeepFile,
): Attachment[] {
  const listed = objects(listAt(payload, 'attachments'));
  const added = files.map((file) => {
    const facts = listed.find(
      (entry) => String(entry['id']) === String(file.index),
    );
    const filename = stringAt(facts, 'filename') ?? file.filename;
    return keep({ ...file, filename }, stringAt(facts, 'description'));
  });
  // An edit that lists attachments keeps only those it lists.
  const kept = Array.isArray(payload['attachments'])
    ? before.filter((file) =>
        listed.some((entry) => String(entry['id']) === file.id),
      )
    : before;
  return [...kept, ...added];
}

const SETTABLE =
  FLAGS.suppressEmbeds |
  FLAGS.ephemeral |
  FLAGS.suppressNotifications |
  FLAGS.componentsV2;

/** What the message shows after this body: keys that are absent leave what was there. */
export function applyBody(
  before: MessageState,
  body: ParsedBody,
  keep: KeepFile,
  mentionDefault: 'users' | 'all',
): MessageState {
  const { payload } = body;
  const attachments = attachmentsAfter(before.attachments, body, keep);
  const content =
    'content' in payload
      ? (stringAt(payload, 'content') ?? '').trim()
      : before.content;
  const embeds =
    'embeds' in payload ? objects(listAt(payload, 'embeds')) : before.embeds;
  const flags = numberAt(payload, 'flags');
  return {
    content,
    embeds: embeds.map((embed) => storedEmbed(embed, attachments)),
    components:
      'components' in payload
        ? objects(listAt(payload, 'components'))
        : before.components,
    attachments,
    // Ephemeral and components v2 cannot be taken away again.
    flags:
      flags === undefined
        ? before.flags
        : (flags & SETTABLE) |
          (before.flags & (FLAGS.ephemeral | FLAGS.componentsV2)),
    mentions: resolveMentions(
      content,
      payload['allowed_mentions'],
      mentionDefault,
    ),
  };
}
