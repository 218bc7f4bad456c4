import type { Kysely } from 'kysely';
import type { AuditTables } from '../../audit/sql/tables.ts';
import type { Deploy } from '../state/deploy.ts';
import type { Freeze } from '../state/freeze.ts';
import type { Lock } from '../state/lock.ts';
import type { Notice } from '../state/notice.ts';

/** The rows, one property per column, as in the journal: times in milliseconds, truth values 0 and 1, JSON as text. */
export interface DeployTables extends AuditTables {
  scopes: { key: string; version: number };
  deploys: DeployRow;
  locks: LockRow;
  freezes: FreezeRow;
  notices: NoticeRow;
}

export type DeployDatabase = Kysely<DeployTables>;

export type DeployRow = Omit<
  Deploy,
  | 'target'
  | 'inputs'
  | 'requester'
  | 'caller'
  | 'exclusive'
  | 'needsConfirmation'
  | 'lockOnFailure'
  | 'plan'
  | 'override'
> & {
  target: string;
  inputs: string;
  requesterKind: string;
  requesterId: string;
  requesterName: string;
  caller: string;
  exclusive: number;
  needsConfirmation: number;
  lockOnFailure: number;
  plan: string | null;
  override: string | null;
};

export type LockRow = Omit<Lock, 'scope' | 'owner'> & {
  scope: string;
  ownerKind: string;
  ownerId: string;
  ownerName: string;
};

export type FreezeRow = Omit<Freeze, 'scope' | 'by'> & {
  scope: string;
  byKind: string;
  byId: string;
  byName: string;
};

export type NoticeRow = Omit<Notice, 'detail'> & { detail: string };
