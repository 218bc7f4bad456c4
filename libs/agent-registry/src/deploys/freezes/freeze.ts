import { SYSTEM, type AuditEntry } from '../../audit/audit.ts';
import { formatScope, type Scope } from '../../policy/scope.ts';
import type { GuardCode } from '../state/codes.ts';
import { isFreezeInForce, type Freeze } from '../state/freeze.ts';
import { toActor, type Person } from '../state/person.ts';
import { sameScope } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';

export type FreezeResult =
  | { readonly kind: 'done'; readonly freeze: Freeze }
  | {
      readonly kind: 'refused';
      readonly code: Extract<GuardCode, 'already_frozen' | 'not_frozen'>;
      /** The one that is in force. */
      readonly freeze: Freeze | null;
    };

/** Freezes a scope from now on. A deploy that is under way finishes; one that waits is held. */
export function startFreeze(
  store: DeployStore,
  request: {
    /** The invocation's id. */
    readonly id: string;
    readonly scope: Scope;
    readonly by: Person;
    readonly reason: string;
    /** The first moment after it, milliseconds since the epoch. */
    readonly endsAt: number;
  },
): Promise<FreezeResult> {
  const { scope, by } = request;
  return store.change([scope], async (tx) => {
    const present = await openOn(tx, scope);
    if (present !== null)
      return { kind: 'refused', code: 'already_frozen', freeze: present };
    const freeze: Freeze = {
      ...request,
      version: 1,
      startsAt: tx.now,
      endedAt: null,
      endedBy: null,
      createdAt: tx.now,
    };
    await tx.addFreeze(freeze);
    await tx.audit(entryOf(freeze, 'freeze.started', by));
    return { kind: 'done', freeze };
  });
}

/** Lifts a freeze before its end, by its scope or its id. Windows of the configuration are lifted there. */
export async function liftFreeze(
  store: DeployStore,
  request: {
    readonly freeze: { readonly id: string } | { readonly scope: Scope };
    readonly by: Person;
  },
): Promise<FreezeResult> {
  const { freeze: which, by } = request;
  const known = 'id' in which ? await store.getFreeze(which.id) : which;
  if (known === null)
    return { kind: 'refused', code: 'not_frozen', freeze: null };
  return store.change([known.scope], async (tx) => {
    const present = await openOn(tx, known.scope);
    if (present === null || ('id' in which && present.id !== which.id))
      return { kind: 'refused', code: 'not_frozen', freeze: present };
    const lifted = await close(tx, present, tx.now, by.id);
    await tx.audit(entryOf(lifted, 'freeze.ended', by));
    return { kind: 'done', freeze: lifted };
  });
}

/** Closes freezes whose end has passed; they had no force any more. */
export async function tidyFreezes(store: DeployStore): Promise<void> {
  const now = await store.now();
  for (const { endsAt, scope } of await store.openFreezes())
    if (endsAt <= now) await store.change([scope], (tx) => openOn(tx, scope));
}

/** The freeze in force on a scope; one that is over is closed on the way. */
async function openOn(
  tx: DeployTransaction,
  scope: Scope,
): Promise<Freeze | null> {
  const freezes = await tx.openFreezes();
  const open = freezes.find((freeze) => sameScope(freeze.scope, scope));
  if (open === undefined) return null;
  if (isFreezeInForce(open, tx.now)) return open;
  const over = await close(tx, open, open.endsAt, SYSTEM.id);
  await tx.audit(entryOf(over, 'freeze.ended', null));
  return null;
}

async function close(
  tx: DeployTransaction,
  freeze: Freeze,
  endedAt: number,
  endedBy: string,
): Promise<Freeze> {
  const change = { endedAt, endedBy };
  const closed = await tx.changeFreeze(freeze.id, freeze.version, change);
  if (closed === null)
    throw new Error(`Freeze ${freeze.id} was changed without its scope.`);
  return closed;
}

function entryOf(
  freeze: Freeze,
  action: 'freeze.started' | 'freeze.ended',
  by: Person | null,
): AuditEntry {
  const { id, scope, reason, endsAt, startsAt } = freeze;
  return {
    action,
    actor: by === null ? SYSTEM : toActor(by),
    decision: by === null ? 'recorded' : 'accepted',
    target: formatScope(scope),
    detail: { freeze: id, reason, startsAt, endsAt },
  };
}
