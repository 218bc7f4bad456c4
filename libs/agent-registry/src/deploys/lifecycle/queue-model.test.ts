import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../audit/verify.ts';
import {
  ANN,
  BEN,
  createPlan,
  createRequest,
  PRODUCTION,
  sha,
  surroundings,
} from '../../testing/deploys/records.ts';
import {
  openTestWorld,
  type TestWorld,
} from '../../testing/deploys/test-world.ts';
import { liftFreeze, startFreeze } from '../freezes/freeze.ts';
import { QUEUE_LIMIT } from '../gates/gates.ts';
import { liveOf } from '../history/live.ts';
import { releaseLock } from '../locks/release.ts';
import { takeLock } from '../locks/take.ts';
import type { Plan } from '../plan/plan.ts';
import type { QueueMode } from '../state/deploy.ts';
import type { Person } from '../state/person.ts';
import { claimNext, type Next } from './claim-next.ts';
import { beginDispatch, recordRun } from './dispatch.ts';
import { endDeploy } from './end.ts';
import { QUEUE_MS } from './enter.ts';
import { expireLapsed, handOver, withdraw } from './leave.ts';
import { replanHead } from './replan.ts';
import { addDraft, submitPlan } from './request.ts';

/** The queue in its plainest form: what the store is compared with after every step. */
interface Model {
  active: Item | null;
  queue: Item[];
  locked: boolean;
  /** The lock that a rollback left. */
  autoLocked: boolean;
  frozen: boolean;
  readonly superseded: Set<string>;
  readonly done: Set<string>;
  now: number;
  turn: number;
}

interface Item {
  readonly id: string;
  readonly kind: 'deploy' | 'rollback';
  readonly wish: string;
  requester: Person;
  seq: number;
  since: number;
  dispatched: boolean;
}

type Step =
  | {
      readonly do: 'submit';
      readonly kind: Item['kind'];
      readonly ref: string;
      readonly by: Person;
      readonly foreign: boolean;
    }
  | { readonly do: 'leave' | 'hand over'; readonly pick: number }
  | {
      readonly do:
        | 'dispatch'
        | 'lock'
        | 'unlock'
        | 'freeze'
        | 'unfreeze'
        | 'clear'
        | 'wait';
    }
  | {
      readonly do: 'finish';
      readonly outcome: 'succeeded' | 'failed' | 'unknown';
    }
  | { readonly do: 'tick'; readonly foreign: boolean };

const LOCKER: Person = { kind: 'discord', id: '999', name: 'Lou' };
const FOREIGN = { runId: 9, url: 'https://github.com/run/9', by: 'octocat' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      kind: fc.constantFrom(
        'deploy' as const,
        'deploy' as const,
        'deploy' as const,
        'rollback' as const,
      ),
      ref: fc.constantFrom('main', 'next', 'v1'),
      by: fc.constantFrom(ANN, BEN),
      foreign: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('leave' as const, 'hand over' as const),
      pick: fc.nat(30),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      outcome: fc.constantFrom(
        'succeeded' as const,
        'succeeded' as const,
        'failed' as const,
        'unknown' as const,
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('dispatch' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      foreign: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'lock' as const,
        'unlock' as const,
        'freeze' as const,
        'unfreeze' as const,
        'clear' as const,
        'clear' as const,
        'wait' as const,
      ),
    }),
  },
);

const rank = ({ kind }: Item) => (kind === 'rollback' ? 0 : 1);
const sort = (queue: Item[]) =>
  queue.sort((a, b) => rank(a) - rank(b) || a.seq - b.seq);

const NEVER_QUEUED = Infinity;

class Run {
  readonly #world: TestWorld;
  readonly #mode: QueueMode;
  readonly #model: Model;
  #ids = 0;

  constructor(world: TestWorld, mode: QueueMode) {
    this.#world = world;
    this.#mode = mode;
    this.#model = {
      active: null,
      queue: [],
      locked: false,
      autoLocked: false,
      frozen: false,
      superseded: new Set(),
      done: new Set(),
      now: world.clock.now,
      turn: 0,
    };
  }

  async take(one: Step): Promise<void> {
    this.#model.turn += 1;
    switch (one.do) {
      case 'submit':
        return this.#submit(one);
      case 'leave':
        return this.#leave(one.pick);
      case 'hand over':
        return this.#handOver(one.pick);
      case 'dispatch':
        return this.#dispatch();
      case 'finish':
        return this.#finish(one.outcome);
      case 'tick':
        return this.#tick(one.foreign);
      case 'wait':
        return this.#wait();
      case 'lock':
        await takeLock(this.#world.deploys, {
          id: `l${(this.#ids += 1)}`,
          scope: PRODUCTION,
          by: LOCKER,
          reason: `r${this.#ids}`,
          forMs: null,
        });
        this.#model.locked = true;
        return;
      case 'unlock':
        if (!this.#model.locked) return;
        await releaseLock(this.#world.deploys, {
          scope: PRODUCTION,
          by: LOCKER,
          reason: null,
        });
        this.#model.locked = false;
        return;
      case 'clear':
        if (!this.#model.autoLocked) return;
        // Not the locker: this frees the lock that the rollback left.
        await releaseLock(this.#world.deploys, {
          scope: PRODUCTION,
          by: ANN,
          reason: 'fixed',
        });
        this.#model.autoLocked = false;
        return;
      case 'freeze':
        await startFreeze(this.#world.deploys, {
          id: `f${(this.#ids += 1)}`,
          scope: PRODUCTION,
          by: LOCKER,
          reason: 'r',
          endsAt: this.#world.clock.now + 1e12,
        });
        this.#model.frozen = true;
        return;
      case 'unfreeze':
        await liftFreeze(this.#world.deploys, {
          freeze: { scope: PRODUCTION },
          by: LOCKER,
        });
        this.#model.frozen = false;
    }
  }

  #isStopped(item: Pick<Item, 'kind'>): boolean {
    const { locked, autoLocked, frozen } = this.#model;
    return locked || autoLocked || (frozen && item.kind !== 'rollback');
  }

  async #submit({
    kind,
    ref,
    by,
    foreign,
  }: Extract<Step, { do: 'submit' }>): Promise<void> {
    const model = this.#model;
    const id = `d${(this.#ids += 1)}`;
    const draft = await addDraft(
      this.#world.deploys,
      createRequest({
        id,
        kind,
        ref,
        requester: by,
        queue: this.#mode,
        reason: 'why',
      }),
    );
    await submitPlan(
      this.#world.deploys,
      draft,
      {
        plan: createPlan({
          kind,
          ref,
          sha: sha('b'),
          base: await this.#base(),
          relation: 'ahead',
        }),
      },
      surroundings({ foreign: foreign ? FOREIGN : null }),
    );
    const item: Item = {
      id,
      kind,
      wish: ref,
      requester: by,
      seq: model.turn,
      since: model.now,
      dispatched: false,
    };
    const ahead = model.queue.filter(
      (other) => kind === 'deploy' || other.kind === 'rollback',
    );
    const mustWait = model.active !== null || ahead.length > 0 || foreign;
    const isFull = mustWait && ahead.length >= QUEUE_LIMIT;
    if (this.#isStopped(item) || isFull || (mustWait && this.#mode === 'off')) {
      model.done.add(id);
      return;
    }
    if (!mustWait) {
      model.active = { ...item, since: NEVER_QUEUED };
      return;
    }
    if (this.#mode === 'latest' && kind === 'deploy') {
      const same = model.queue.filter(
        (other) => other.kind === 'deploy' && other.wish === ref,
      );
      for (const other of same) {
        model.superseded.add(other.id);
        model.done.add(other.id);
      }
      model.queue = model.queue.filter((other) => !same.includes(other));
      item.seq = Math.min(item.seq, ...same.map(({ seq }) => seq));
    }
    model.queue = sort([...model.queue, item]);
  }

  async #leave(pick: number): Promise<void> {
    const item =
      this.#model.queue[pick % Math.max(1, this.#model.queue.length)];
    if (item === undefined) return;
    const { version } = (await this.#world.deploys.getDeploy(item.id)) ?? {
      version: 0,
    };
    const left = await withdraw(this.#world.deploys, {
      id: item.id,
      version,
      by: item.requester,
      mayCancel: false,
    });
    expect(left.kind).toBe('done');
    this.#model.queue = this.#model.queue.filter((other) => other !== item);
    this.#model.done.add(item.id);
  }

  async #handOver(pick: number): Promise<void> {
    const item =
      this.#model.queue[pick % Math.max(1, this.#model.queue.length)];
    if (item === undefined) return;
    const to = item.requester === ANN ? BEN : ANN;
    const { version } = (await this.#world.deploys.getDeploy(item.id)) ?? {
      version: 0,
    };
    const handed = await handOver(this.#world.deploys, {
      id: item.id,
      version,
      by: item.requester,
      mayCancel: false,
      to,
      caller: {},
    });
    expect(handed.kind).toBe('done');
    item.requester = to;
  }

  async #dispatch(): Promise<void> {
    const { active } = this.#model;
    if (active === null || active.dispatched) return;
    const deploy = await this.#world.deploys.getDeploy(active.id);
    if (deploy === null) throw new Error('lost');
    const begun = await beginDispatch(
      this.#world.deploys,
      deploy,
      surroundings(),
    );
    if (this.#isStopped(active)) {
      expect(begun.kind).toBe('stopped');
      if (this.#mode === 'off') {
        this.#model.done.add(active.id);
        this.#model.active = null;
      } else this.#requeue(active);
      return;
    }
    expect(begun.kind).toBe('go');
    active.dispatched = true;
    await recordRun(this.#world.deploys, active.id, {
      runId: 1,
      runUrl: 'u',
      sha: null,
    });
  }

  #requeue(item: Item): void {
    // The life of an entry begins when it is queued for the first time.
    if (item.since === NEVER_QUEUED) item.since = this.#model.now;
    this.#model.active = null;
    this.#model.queue = sort([...this.#model.queue, item]);
  }

  async #finish(outcome: 'succeeded' | 'failed' | 'unknown'): Promise<void> {
    const model = this.#model;
    const { active } = model;
    if (active === null || !active.dispatched) return;
    const ended = await endDeploy(
      this.#world.deploys,
      active.id,
      { outcome },
      () => surroundings(),
    );
    expect(ended?.deploy.state).toBe('ended');
    model.done.add(active.id);
    model.active = null;
    if (active.kind === 'rollback') model.autoLocked = true;
    await this.#settle(ended?.next ?? null);
    this.#promote();
  }

  async #tick(foreign: boolean): Promise<void> {
    const around = () => surroundings({ foreign: foreign ? FOREIGN : null });
    await this.#settle(
      await claimNext(this.#world.deploys, PRODUCTION, around),
      foreign,
    );
    if (!foreign) this.#promote();
  }

  /** Makes plans anew until the queue stands still. */
  async #settle(next: Next | null, foreign = false): Promise<void> {
    let present = next;
    while (present?.kind === 'replan') {
      const { kind, ref } = present.deploy;
      const plan = createPlan({
        kind,
        ref,
        base: await this.#base(),
        relation: 'ahead',
      });
      present = await replanHead(
        this.#world.deploys,
        present.deploy,
        plan,
        () => surroundings({ foreign: foreign ? FOREIGN : null }),
      );
    }
  }

  async #base(): Promise<Plan['base']> {
    const live = liveOf(
      await this.#world.deploys.deployHistory(PRODUCTION, 100),
    );
    return live && { sha: live.sha, source: 'journal', certain: live.certain };
  }

  #promote(): void {
    const model = this.#model;
    const [head] = model.queue;
    if (model.active !== null || head === undefined || this.#isStopped(head))
      return;
    model.queue = model.queue.slice(1);
    model.active = head;
  }

  async #wait(): Promise<void> {
    const model = this.#model;
    this.#world.clock.now += QUEUE_MS / 3;
    model.now += QUEUE_MS / 3;
    await expireLapsed(this.#world.deploys);
    for (const item of model.queue)
      if (item.since + QUEUE_MS <= model.now) model.done.add(item.id);
    model.queue = model.queue.filter(({ id }) => !model.done.has(id));
  }

  async check(): Promise<void> {
    const { active, queue } = this.#model;
    const [holder, ...others] =
      await this.#world.deploys.activeDeploys(PRODUCTION);
    expect(others).toEqual([]);
    expect(holder?.id ?? null).toBe(active?.id ?? null);
    const waiting = await this.#world.deploys.waitingDeploys(PRODUCTION);
    expect(
      waiting.map(({ id, requester }) => `${id} ${requester.name}`),
    ).toEqual(queue.map(({ id, requester }) => `${id} ${requester.name}`));
  }

  async checkEnd(): Promise<void> {
    const { superseded, done, active, queue } = this.#model;
    const all = await this.#world.deploys.listDeploys({ limit: 1000 });
    const open = [active, ...queue].flatMap((item) =>
      item === null ? [] : [item.id],
    );
    expect(all.map(({ id }) => id).toSorted()).toEqual(
      [...done, ...open].toSorted(),
    );
    const notices = await this.#world.deploys.dueNotices(5000);
    const about = notices
      .filter(({ kind }) => kind === 'superseded')
      .map((notice) => notice.about);
    expect(about.toSorted()).toEqual([...superseded].toSorted());
    expect(await verifyAudit(this.#world.audit)).toMatchObject({
      kind: 'intact',
    });
  }
}

describe('the queue against a model', () => {
  for (const mode of ['latest', 'fifo', 'off'] as const)
    it(
      `of kind ${mode} keeps one deploy per target, the order, and every entry`,
      { timeout: 300_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(step, { minLength: 170, maxLength: 170 }),
            async (steps) => {
              const world = openTestWorld();
              try {
                const run = new Run(world, mode);
                for (const one of steps) {
                  await run.take(one);
                  await run.check();
                }
                await run.checkEnd();
              } finally {
                await world.close();
              }
            },
          ),
          { numRuns: 20 },
        );
      },
    );
});
