import type { Report, Tone } from '@yardmaster/agent-registry';
import type { APIEmbed, APIEmbedField } from 'discord-api-types/v10';
import { buttonUrl, renderButtons } from './components.ts';
import { codeBlock, codeSpan, escapeMarkdown, plainText } from './markdown.ts';
import { renderText } from './text.ts';
import { LIMITS, cutText, cutToEnd } from './limits.ts';
import { NO_MENTIONS, type Message, type MessageFile } from './message.ts';
import { renderTree } from './sections.ts';

/** The title says the same in words. */
const COLOURS: Readonly<Record<Tone, number>> = {
  progress: 0x2f81f7,
  success: 0x28a745,
  failure: 0xcb2431,
  warning: 0xdbab09,
  neutral: 0x6e7781,
  info: 0x5865f2,
};

const SUMMARY_UNITS = 1000;
const EXCERPT_UNITS = 1400;
const FIELDS_UNITS = 1500;
const NOTICE_UNITS = 1500;

/** A report as one embed with buttons, cut to what Discord accepts. */
export async function renderReport(report: Report): Promise<Message> {
  const title = renderText(report.title, LIMITS.embedTitle).trim();
  const fields = renderFields(report);
  const room = LIMITS.embedTotal - title.length - fieldUnits(fields);
  const description = renderDescription(
    report,
    Math.min(room, LIMITS.embedDescription),
  );
  const picture = await renderPicture(report);
  const embed: APIEmbed = {
    ...(title !== '' && { title }),
    ...(description !== '' && { description }),
    color: COLOURS[report.tone],
    fields,
    ...(picture && { image: { url: `attachment://${picture.file.name}` } }),
  };
  return {
    body: {
      embeds: [embed],
      components: renderButtons(report.links, report.actions),
      allowed_mentions: NO_MENTIONS,
      // An edit keeps the attachments it lists and drops the others.
      ...(picture && {
        attachments: [
          { id: 0, filename: picture.file.name, description: picture.alt },
        ],
      }),
    },
    files: picture ? [picture.file] : [],
  };
}

/**
 * The new message that mentions the requester. It is short, because the report is in the message it replies to. It
 * contains `marker` literally, so that it can be found again after a crash.
 */
export function renderNotice(
  report: Report,
  userId: string | undefined,
  marker: string,
): Message {
  const mention = userId === undefined ? '' : `<@${userId}> `;
  const text = renderText(report.summary ?? report.title, NOTICE_UNITS);
  const content = `${mention}${text}`;
  return {
    body: {
      content: content.includes(marker)
        ? content
        : `${content}\n-# ${codeSpan(marker)}`,
      components: renderButtons(report.links, []),
      allowed_mentions:
        userId === undefined ? NO_MENTIONS : { parse: [], users: [userId] },
    },
    files: [],
  };
}

function renderDescription(report: Report, max: number): string {
  const summary =
    report.summary === undefined
      ? ''
      : renderText(report.summary, Math.min(max, SUMMARY_UNITS));
  const links = renderLongLinks(report);
  const excerpt = renderExcerpt(report);
  const rest = [summary, links, excerpt].filter(Boolean);
  const taken = rest.reduce((sum, part) => sum + part.length + 2, 0);
  const tree = renderTree(report.sections, max - taken);
  return [summary, tree, excerpt, links].filter(Boolean).join('\n\n');
}

function renderExcerpt({ excerpt }: Report): string {
  if (excerpt === undefined || excerpt.text.trim() === '') return '';
  const lines = cutToEnd(plainText(excerpt.text).trimEnd(), EXCERPT_UNITS);
  return `${renderText({ strong: excerpt.caption }, 200)}\n${codeBlock(lines)}`;
}

/** Links whose addresses are too long for a button. */
function renderLongLinks({ links }: Report): string {
  const long = links.filter((link) => buttonUrl(link) === null);
  const drawn = long.map(({ label, url }) =>
    renderText({ link: url, text: label }),
  );
  return joinWithin(drawn, LIMITS.embedFieldValue);
}

function joinWithin(parts: readonly string[], max: number): string {
  let joined = '';
  for (const part of parts)
    if (joined.length + part.length + 1 <= max)
      joined += (joined === '' ? '' : '\n') + part;
  return joined;
}

function renderFields(report: Report): APIEmbedField[] {
  const fields: APIEmbedField[] = [];
  let units = 0;
  for (const { name, value } of report.fields.slice(0, LIMITS.embedFields)) {
    const field = {
      name: cutText(
        escapeMarkdown(name).trim() || '\u2013',
        LIMITS.embedFieldName,
      ),
      value: renderText(value, LIMITS.embedFieldValue).trim() || '\u2013',
      inline: true,
    };
    units += field.name.length + field.value.length;
    if (units > FIELDS_UNITS) break;
    fields.push(field);
  }
  return fields;
}

function fieldUnits(fields: readonly APIEmbedField[]): number {
  return fields.reduce(
    (sum, { name, value }) => sum + name.length + value.length,
    0,
  );
}

async function renderPicture({
  picture,
  title,
}: Report): Promise<{ file: MessageFile; alt: string } | null> {
  if (picture === undefined) return null;
  // The text has the same figures, so a message without its picture is better than none.
  const data = await picture.png().catch(() => null);
  if (data === null || data.byteLength > LIMITS.fileBytes) return null;
  // Discord replaces other characters in file names, and the embed would no longer find its picture.
  const name = `${picture.fileName.replace(/\.png$/i, '').replace(/[^\w-]+/g, '-') || 'picture'}.png`;
  return {
    file: { name, contentType: 'image/png', data },
    alt: cutText(
      plainText(picture.alt).trim() || plainText(title).trim() || 'picture',
      LIMITS.attachmentDescription,
    ),
  };
}
