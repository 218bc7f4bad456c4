import type { AuditFilter, AuditReader, AuditRecord } from './audit.ts';
import { NO_HASH, parseBody } from './body.ts';

/** What an export holds, so that its reader can tell whether it is whole. */
export interface AuditManifest {
  readonly format: 'ym-audit-export-v1';
  /** First and last seq of the range, and the hash before the first; 0 and 64 zeros for an empty range. */
  readonly from: number;
  readonly to: number;
  readonly firstPrev: string;
  readonly lastHash: string;
  /** Records in the range, and those of them that the filter let through. */
  readonly records: number;
  readonly exported: number;
  readonly filter: Readonly<Record<string, string | number>>;
}

const BATCH = 1000;

/**
 * JSON lines. A record is `{seq, prev, hash, body}`, from which anyone can compute the hash again; of a record that the
 * filter left out there is `{seq, hash}`, so that the chain can be followed across it. The last line is the manifest.
 * Returns the manifest too.
 */
export async function* exportJsonLines(
  reader: AuditReader,
  filter: AuditFilter = {},
): AsyncGenerator<string, AuditManifest> {
  const manifest = yield* exportRecords(reader, filter, (record, isWanted) => {
    const { seq, prev, hash, body } = record;
    return `${JSON.stringify(isWanted ? { seq, prev, hash, body } : { seq, hash })}\n`;
  });
  yield `${JSON.stringify({ manifest })}\n`;
  return manifest;
}

const COLUMNS = [
  'seq',
  'time',
  'actor',
  'name',
  'action',
  'target',
  'decision',
  'code',
  'rule',
  'deploy',
  'detail',
  'hash',
] as const;

/** For people and spreadsheets: no proof, only the records that the filter lets through. Returns the manifest. */
export async function* exportCsv(
  reader: AuditReader,
  filter: AuditFilter = {},
): AsyncGenerator<string, AuditManifest> {
  yield `${COLUMNS.join(',')}\r\n`;
  let names: ReadonlyMap<string, string> = new Map();
  return yield* exportRecords(
    reader,
    filter,
    (record, isWanted) => (isWanted ? toCsvLine(record, names) : ''),
    async (records) => {
      names = await reader.actorNames(records);
    },
  );
}

async function* exportRecords(
  reader: AuditReader,
  filter: AuditFilter,
  write: (record: AuditRecord, isWanted: boolean) => string,
  prepare: (records: readonly AuditRecord[]) => Promise<void> = async () => {},
): AsyncGenerator<string, AuditManifest> {
  let first: AuditRecord | null = null;
  let last: AuditRecord | null = null;
  let exported = 0;
  let after = 0;
  for (;;) {
    const batch = await reader.auditAfter(after, BATCH);
    const inRange = batch.filter(({ at }) => isInRange(at, filter));
    await prepare(inRange);
    for (const record of inRange) {
      const isWanted = passes(record, filter);
      const text = write(record, isWanted);
      first ??= record;
      last = record;
      exported += Number(isWanted);
      if (text !== '') yield text;
    }
    const end = batch.at(-1);
    if (batch.length < BATCH || end === undefined) break;
    after = end.seq;
  }
  return {
    format: 'ym-audit-export-v1',
    from: first?.seq ?? 0,
    to: last?.seq ?? 0,
    firstPrev: first?.prev ?? NO_HASH,
    lastHash: last?.hash ?? NO_HASH,
    records: first === null || last === null ? 0 : last.seq - first.seq + 1,
    exported,
    filter: Object.fromEntries(
      Object.entries(filter).filter(([, value]) => value !== undefined),
    ),
  };
}

function isInRange(at: number, { since, until }: AuditFilter): boolean {
  return (
    (since === undefined || at >= since) && (until === undefined || at < until)
  );
}

function passes(record: AuditRecord, filter: AuditFilter): boolean {
  const { target, actorId, action } = filter;
  return (
    (target === undefined || record.target === target) &&
    (actorId === undefined || record.actorId === actorId) &&
    (action === undefined || record.action === action)
  );
}

function toCsvLine(
  record: AuditRecord,
  names: ReadonlyMap<string, string>,
): string {
  const subject = `${record.actorKind}:${record.actorId}`;
  const cells: Record<(typeof COLUMNS)[number], string> = {
    seq: String(record.seq),
    time: new Date(record.at).toISOString(),
    actor: subject,
    name: names.get(subject) ?? '',
    action: record.action,
    target: record.target ?? '',
    decision: record.decision,
    code: record.code ?? '',
    rule: record.rule ?? '',
    deploy: record.deployId ?? '',
    detail: JSON.stringify(parseBody(record.body)?.at(-1) ?? null),
    hash: record.hash,
  };
  return `${COLUMNS.map((column) => toCell(cells[column])).join(',')}\r\n`;
}

/**
 * A cell that begins like a formula gets an apostrophe, so that no spreadsheet computes it.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
function toCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
