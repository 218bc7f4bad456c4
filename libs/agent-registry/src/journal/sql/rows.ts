import type { Follow } from '../follow.ts';
import type { ReplyTarget, Invocation } from '../invocation.ts';
import type { FollowChange } from '../journal.ts';
import type { FollowRow, InvocationRow } from './schema.ts';
import type { JsonObject } from '../../report/report.ts';

export function toInvocationRow(invocation: Invocation): InvocationRow {
  const { requester, input, replyTo, ...columns } = invocation;
  return withoutNul({
    ...columns,
    requesterId: requester.id,
    requesterName: requester.name,
    input: JSON.stringify(input),
    ...toAddressColumns(replyTo),
  });
}

export function toInvocation(row: InvocationRow): Invocation {
  const {
    requesterId,
    requesterName,
    input,
    address,
    token,
    tokenExpiresAt,
    ...columns
  } = row;
  return {
    ...columns,
    requester: { id: requesterId, name: requesterName },
    input: JSON.parse(input) as JsonObject,
    replyTo:
      address === null
        ? null
        : {
            ...(JSON.parse(address) as ReplyTarget),
            ...(token === null ? {} : { token }),
            ...(tokenExpiresAt === null ? {} : { tokenExpiresAt }),
          },
  };
}

export function toAddressColumns(
  replyTo: ReplyTarget | null,
): Pick<InvocationRow, 'address' | 'token' | 'tokenExpiresAt'> {
  if (replyTo === null)
    return { address: null, token: null, tokenExpiresAt: null };
  const { token, tokenExpiresAt, ...rest } = replyTo;
  return {
    address: JSON.stringify(rest),
    token: token ?? null,
    tokenExpiresAt: tokenExpiresAt ?? null,
  };
}

export function toFollowRow(follow: Follow): FollowRow {
  const { id, version, createdAt, ...rest } = follow;
  return { id, version, createdAt, ...toFollowColumns(rest) };
}

type FollowColumns = Omit<FollowRow, 'id' | 'version' | 'createdAt'>;

export function toFollowColumns(
  change: Omit<Follow, 'id' | 'version' | 'createdAt'>,
): FollowColumns;
export function toFollowColumns(change: FollowChange): Partial<FollowColumns>;
export function toFollowColumns(change: FollowChange): Partial<FollowColumns> {
  const { wait, timedOut, search, snapshot, outcomeDetail, ...columns } =
    change;
  return withoutNul({
    ...columns,
    ...(wait === undefined ? {} : { wait: Number(wait) }),
    ...(timedOut === undefined ? {} : { timedOut: Number(timedOut) }),
    ...(search === undefined ? {} : { search: toText(search) }),
    ...(snapshot === undefined ? {} : { snapshot: toText(snapshot) }),
    ...(outcomeDetail === undefined
      ? {}
      : { outcomeDetail: toText(outcomeDetail) }),
  });
}

export function toFollow(row: FollowRow): Follow {
  return {
    ...row,
    wait: row.wait !== 0,
    timedOut: row.timedOut !== 0,
    search: fromText(row.search),
    snapshot: fromText(row.snapshot),
    outcomeDetail: fromText(row.outcomeDetail),
  };
}

/** PostgreSQL has no text with a NUL in it, and a log may have one. https://www.postgresql.org/docs/current/datatype-character.html */
export function withoutNul<T extends object>(columns: T): T {
  const withNul = Object.entries(columns).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && entry[1].includes('\0'),
  );
  if (withNul.length === 0) return columns;
  const cleaned = withNul.map(([name, text]) => [
    name,
    text.replaceAll('\0', ''),
  ]);
  return { ...columns, ...Object.fromEntries(cleaned) };
}

function toText(value: JsonObject | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function fromText(text: string | null): JsonObject | null {
  return text === null ? null : (JSON.parse(text) as JsonObject);
}
