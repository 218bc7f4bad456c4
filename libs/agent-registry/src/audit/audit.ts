import type { JsonObject } from '../report/report.ts';

/** Everything that is recorded. Names are stable: exports and filters use them. */
export const AUDIT_ACTIONS = [
  'audit.genesis',
  'policy.refused',
  'config.changed',
  'access.changed',
  'deploy.requested',
  'deploy.planned',
  'deploy.confirmed',
  'deploy.refused',
  'deploy.queued',
  'deploy.held',
  'deploy.claimed',
  'deploy.dispatching',
  'deploy.running',
  'deploy.ended',
  'deploy.withdrawn',
  'deploy.expired',
  'deploy.superseded',
  'deploy.handed_over',
  'deploy.verdict',
  'lock.taken',
  'lock.changed',
  'lock.refused',
  'lock.released',
  'lock.stolen',
  'lock.expired',
  'freeze.started',
  'freeze.ended',
  'freeze.overridden',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** `recorded`: it happened, and no rule was asked (a run ended, a lock expired). */
export const AUDIT_DECISIONS = ['accepted', 'refused', 'recorded'] as const;
export type AuditDecision = (typeof AUDIT_DECISIONS)[number];

export const ACTOR_KINDS = ['discord', 'cli', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who did it. The name is kept in a table of its own, so that it can be erased without breaking the chain. */
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string;
  readonly name?: string | undefined;
}

/** Yardmaster itself: expiry, promotion, the end of a run. */
export const SYSTEM: Actor = { kind: 'system', id: 'yardmaster' };

/** One decision or change, as the caller describes it. */
export interface AuditEntry {
  readonly action: AuditAction;
  readonly actor: Actor;
  readonly decision: AuditDecision;
  /** A target or scope, as `formatScope` writes it. */
  readonly target?: string | undefined;
  readonly invocationId?: string | undefined;
  readonly deployId?: string | undefined;
  /** A reason code. */
  readonly code?: string | undefined;
  /** Id of the access rule that decided. */
  readonly rule?: string | undefined;
  readonly configFingerprint?: string | undefined;
  readonly detail?: JsonObject | undefined;
}

/** An entry in the chain. `body` is what was hashed, byte for byte (docs/audit-format.md). */
export interface AuditRecord {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Hash of the record before; 64 zeros for the first. Hexadecimal SHA-256, like `hash`. */
  readonly prev: string;
  readonly hash: string;
  /** Milliseconds since the epoch; never earlier than the record before. */
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: string;
  readonly action: string;
  readonly target: string | null;
  readonly invocationId: string | null;
  readonly deployId: string | null;
  readonly decision: string;
  readonly code: string | null;
  readonly rule: string | null;
  readonly configFingerprint: string | null;
  readonly body: string;
}

/** The last record of the chain; `seq` 0 and 64 zeros while it is empty. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** A head as it was published at some time. Whoever cuts or rewrites the chain cannot change the copies elsewhere. */
export interface AuditAnchor extends AuditHead {
  readonly at: number;
  /** Ed25519 over `anchorText`, base64; null without a key. */
  readonly signature: string | null;
}

export interface AuditFilter {
  /** At or after, milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** Before, milliseconds since the epoch. */
  readonly until?: number | undefined;
  readonly target?: string | undefined;
  readonly actorId?: string | undefined;
  readonly action?: AuditAction | undefined;
}

/** PORT. The chain, read. Adapters: SQLite and PostgreSQL through `audit/sql`. */
export interface AuditReader {
  /** Null where the head row is missing, which only tampering does. */
  auditHead(): Promise<AuditHead | null>;
  /** Records after `seq`, in order, at most `limit`. */
  auditAfter(seq: number, limit: number): Promise<readonly AuditRecord[]>;
  /** Newest first, at most `limit`; `before` is the seq of the last one on the page before. */
  listAudit(
    filter: AuditFilter,
    limit: number,
    before?: number,
  ): Promise<readonly AuditRecord[]>;
  auditAnchors(): Promise<readonly AuditAnchor[]>;
  /** Names of actors that were not erased, by `kind:id`. */
  actorNames(
    records: readonly Pick<AuditRecord, 'actorKind' | 'actorId'>[],
  ): Promise<ReadonlyMap<string, string>>;
}

/** PORT. The chain as a store of its own; changes that belong to another change append within its transaction. */
export interface AuditLog extends AuditReader {
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** Keeps the present head as an anchor; the one that is there already where the chain has not grown. */
  anchor(sign?: (text: string) => string): Promise<AuditAnchor>;
  /** Erases a person's name; the entries keep the id. */
  eraseName(actor: Actor): Promise<void>;
}
