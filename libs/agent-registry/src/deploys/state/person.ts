import type { Actor, ActorKind } from '../../audit/audit.ts';

/** Whoever asks, holds or decides. The same person on two surfaces counts as two. */
export interface Person {
  readonly kind: ActorKind;
  readonly id: string;
  readonly name: string;
}

export function isSame(
  a: Pick<Person, 'kind' | 'id'>,
  b: Pick<Person, 'kind' | 'id'>,
): boolean {
  return a.kind === b.kind && a.id === b.id;
}

export function toActor({ kind, id, name }: Person): Actor {
  return { kind, id, name };
}
