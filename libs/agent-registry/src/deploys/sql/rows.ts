import { wellFormed } from '../../audit/body.ts';
import type { ActorKind } from '../../audit/audit.ts';
import { formatScope, parseScope, type Scope } from '../../policy/scope.ts';
import { formatTarget, parseTarget, type Target } from '../../policy/target.ts';
import type { JsonObject } from '../../report/report.ts';
import type { DeployInputs, Plan } from '../plan/plan.ts';
import type { Deploy, DeployChange, FreezeOverride } from '../state/deploy.ts';
import type { Person } from '../state/person.ts';
import type { Freeze } from '../state/freeze.ts';
import type { Lock, LockChange } from '../state/lock.ts';
import type { Notice } from '../state/notice.ts';
import type { DeployRow, FreezeRow, LockRow, NoticeRow } from './tables.ts';

export function toDeployRow(deploy: Deploy): DeployRow {
  const { id, version, target, createdAt, ...rest } = deploy;
  return {
    id,
    version,
    target: formatTarget(target),
    createdAt,
    ...(toDeployColumns(rest) as Omit<
      DeployRow,
      'id' | 'version' | 'target' | 'createdAt'
    >),
  };
}

/** Only the columns of what is present in the change. */
export function toDeployColumns(change: DeployChange): Partial<DeployRow> {
  const {
    inputs,
    requester,
    caller,
    exclusive,
    needsConfirmation,
    lockOnFailure,
    plan,
    override,
    ...columns
  } = change;
  return present({
    ...columns,
    inputs: inputs && JSON.stringify(inputs),
    requesterKind: requester?.kind,
    requesterId: requester?.id,
    requesterName: requester?.name,
    caller: caller && JSON.stringify(caller),
    exclusive: flag(exclusive),
    needsConfirmation: flag(needsConfirmation),
    lockOnFailure: flag(lockOnFailure),
    plan: toText(plan),
    override: toText(override),
  });
}

export function toDeploy(row: DeployRow): Deploy {
  const {
    requesterKind,
    requesterId,
    requesterName,
    target,
    inputs,
    caller,
    plan,
    override,
    ...columns
  } = row;
  return {
    ...columns,
    target: readTarget(target),
    inputs: JSON.parse(inputs) as DeployInputs,
    requester: toPerson(requesterKind, requesterId, requesterName),
    caller: JSON.parse(caller) as JsonObject,
    exclusive: row.exclusive !== 0,
    needsConfirmation: row.needsConfirmation !== 0,
    lockOnFailure: row.lockOnFailure !== 0,
    plan: plan === null ? null : (JSON.parse(plan) as Plan),
    override:
      override === null ? null : (JSON.parse(override) as FreezeOverride),
  };
}

export function toLockRow(lock: Lock): LockRow {
  const { scope, owner, ...columns } = lock;
  return present({
    ...columns,
    scope: formatScope(scope),
    ownerKind: owner.kind,
    ownerId: owner.id,
    ownerName: owner.name,
  });
}

export function toLockColumns(change: LockChange): Partial<LockRow> {
  const { owner, ...columns } = change;
  return present({
    ...columns,
    ownerKind: owner?.kind,
    ownerId: owner?.id,
    ownerName: owner?.name,
  });
}

export function toLock(row: LockRow): Lock {
  const { scope, ownerKind, ownerId, ownerName, ...columns } = row;
  return {
    ...columns,
    scope: readScope(scope),
    owner: toPerson(ownerKind, ownerId, ownerName),
  };
}

export function toFreezeRow(freeze: Freeze): FreezeRow {
  const { scope, by, ...columns } = freeze;
  return present({
    ...columns,
    scope: formatScope(scope),
    byKind: by.kind,
    byId: by.id,
    byName: by.name,
  });
}

export function toFreeze(row: FreezeRow): Freeze {
  const { scope, byKind, byId, byName, ...columns } = row;
  return {
    ...columns,
    scope: readScope(scope),
    by: toPerson(byKind, byId, byName),
  };
}

export function toNotice(row: NoticeRow): Notice {
  return { ...row, detail: JSON.parse(row.detail) as JsonObject };
}

/** Leaves out what is undefined, and makes text what both databases give back unchanged. */
export function present<T extends object>(columns: T): Present<T> {
  return Object.fromEntries(
    Object.entries(columns)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        typeof value === 'string' ? wellFormed(value) : value,
      ]),
  ) as Present<T>;
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function toText(value: object | null | undefined): string | null | undefined {
  return value && JSON.stringify(value);
}

function toPerson(kind: string, id: string, name: string): Person {
  return { kind: kind as ActorKind, id, name };
}

function readTarget(text: string): Target {
  const parsed = parseTarget(text);
  if ('value' in parsed) return parsed.value;
  throw new Error(`Unreadable target in the journal: ${parsed.problem}`);
}

function readScope(text: string): Scope {
  const parsed = parseScope(text);
  if ('value' in parsed) return parsed.value;
  throw new Error(`Unreadable scope in the journal: ${parsed.problem}`);
}
