import { createHash } from 'node:crypto';
import type { Json } from '../report/report.ts';
import type { AuditEntry, AuditRecord } from './audit.ts';

/** `prev` of the first record. */
export const NO_HASH = '0'.repeat(64);

/** First line of what is hashed: a hash of this format cannot be one of another. */
const FORMAT = 'ym-audit-v1';

/** Longest text kept of one field; an entry cannot be shortened later. */
const MAX_TEXT = 4000;

/**
 * Text as every database returns it: without lone surrogates, which are stored as U+FFFD, and without U+0000, which
 * PostgreSQL refuses. https://www.postgresql.org/docs/current/datatype-character.html
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** A record without its place in the chain. */
export type AuditContent = Omit<AuditRecord, 'prev' | 'hash'>;

/** Writes the bytes that are hashed and stored. `redact` sees every text before it is hashed. */
export function contentOf(
  entry: AuditEntry,
  seq: number,
  at: number,
  redact: (text: string) => string,
): AuditContent {
  const clean = (text: string) => wellFormed(shorten(redact(text)));
  const optional = (text: string | undefined) =>
    text === undefined ? null : clean(text);
  const columns = {
    seq,
    at,
    actorKind: entry.actor.kind,
    actorId: clean(entry.actor.id),
    action: entry.action,
    target: optional(entry.target),
    invocationId: optional(entry.invocationId),
    deployId: optional(entry.deployId),
    decision: entry.decision,
    code: optional(entry.code),
    rule: optional(entry.rule),
    configFingerprint: optional(entry.configFingerprint),
  };
  const detail = cleanJson(entry.detail ?? {}, clean);
  return { ...columns, body: encode(columns, detail) };
}

type Columns = Omit<AuditContent, 'body'>;

/** One JSON array in a fixed order; `docs/audit-format.md` describes it byte by byte. */
function encode(columns: Columns, detail: Json): string {
  return JSON.stringify([...inOrder(columns), detail]);
}

function inOrder(columns: Columns): (string | number | null)[] {
  return [
    columns.seq,
    columns.at,
    columns.actorKind,
    columns.actorId,
    columns.action,
    columns.target,
    columns.invocationId,
    columns.deployId,
    columns.decision,
    columns.code,
    columns.rule,
    columns.configFingerprint,
  ];
}

/** Lower-case hexadecimal SHA-256 that links a body to the record before it. */
export function hashOf(prev: string, body: string): string {
  return createHash('sha256')
    .update(`${FORMAT}\n${prev}\n${body}`, 'utf8')
    .digest('hex');
}

/** Whether the columns, which filters use, say what the hashed body says. */
export function columnsMatchBody(record: AuditRecord): boolean {
  const parts = parseBody(record.body);
  return (
    parts !== null &&
    inOrder(record).every((column, index) => column === parts[index])
  );
}

/** The parts of a body in their order, the detail last; null where it is not one of ours. */
export function parseBody(body: string): readonly Json[] | null {
  try {
    const parts = JSON.parse(body) as Json;
    return Array.isArray(parts) && parts.length === 13 ? parts : null;
  } catch {
    return null;
  }
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function cleanJson(value: Json, clean: (text: string) => string): Json {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: Json) => cleanJson(item, clean));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      clean(key),
      cleanJson(item ?? null, clean),
    ]),
  );
}
