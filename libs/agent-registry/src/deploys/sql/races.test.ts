import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../audit/audit.ts';
import { verifyAudit } from '../../audit/verify.ts';
import {
  BEN,
  createFreeze,
  createLock,
  createPlan,
  createRequest,
  surroundings,
} from '../../testing/deploys/records.ts';
import { claimNext } from '../lifecycle/claim-next.ts';
import { endDeploy } from '../lifecycle/end.ts';
import { addDraft, submitDirect, submitPlan } from '../lifecycle/request.ts';
import {
  covers,
  isTarget,
  parseScope,
  type Scope,
} from '../../policy/scope.ts';
import {
  openPostgresStores,
  openSqliteStores,
  type TestStores,
} from '../../testing/deploys/open-stores.ts';
import type { RaceEvent } from '../../testing/deploys/race-program.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../testing/postgres-server.ts';

const PROGRAM = fileURLToPath(
  new URL('../../testing/deploys/race-program.ts', import.meta.url),
);
const WORKERS = 4;
const STEPS = 60;

let folder: string;
let server: TestPostgres;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-races-'));
  server = await startTestPostgres();
}, 60_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function start(place: string, worker: number, steps: string): ChildProcess {
  return spawn(
    process.execPath,
    [
      '--conditions=@yardmaster/source',
      '--no-warnings',
      PROGRAM,
      place,
      `${worker}`,
      steps,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

async function linesOf(program: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  if (program.stdout === null) throw new Error('no pipe');
  for await (const line of createInterface({ input: program.stdout }))
    lines.push(line);
  if (program.exitCode === null && program.signalCode === null)
    await once(program, 'exit');
  if (program.exitCode !== null) expect(program.exitCode).toBe(0);
  return lines;
}

async function race(place: string): Promise<RaceEvent[]> {
  const outputs = await Promise.all(
    Array.from({ length: WORKERS }, (_, worker) =>
      linesOf(start(place, worker + 1, `${STEPS}`)),
    ),
  );
  return outputs.flatMap((lines) =>
    lines
      .filter((line) => line !== 'open')
      .map((line) => JSON.parse(line) as RaceEvent),
  );
}

async function allRecords(stores: TestStores): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for (;;) {
    const batch = await stores.audit.auditAfter(records.length, 1000);
    records.push(...batch);
    if (batch.length < 1000) return records;
  }
}

/**
 * Where each event stands in the one order of all changes: the audit, which every change extends. That this order is a
 * witness is checked, not assumed: it must agree with real time and with a sequential model.
 */
function places(records: readonly AuditRecord[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { action, actorId, deployId, body, seq } of records) {
    const lock = (JSON.parse(body) as { lock?: string }[]).at(-1)?.lock;
    if (action === 'lock.taken') found.set(`take ${lock}`, seq);
    if (action === 'lock.refused') found.set(`take ${actorId}`, seq);
    if (action === 'lock.released') found.set(`release ${lock}`, seq);
    if (action === 'deploy.claimed' || action === 'deploy.refused')
      found.set(`claim ${deployId}`, seq);
    if (action === 'deploy.ended') found.set(`end ${deployId}`, seq);
  }
  return found;
}

function scopeOf(text: string): Scope {
  const parsed = parseScope(text);
  if ('value' in parsed) return parsed.value;
  throw new Error(parsed.problem);
}

/** What one process alone would answer. */
function createModel() {
  const locks = new Map<string, string>();
  const active = new Map<string, string>();
  return (event: RaceEvent): { answer: string; active?: string[] } => {
    const { op, id, where } = event;
    const scope = scopeOf(where);
    if (op === 'take') {
      const holder = locks.get(where);
      if (holder !== undefined) return { answer: holder };
      locks.set(where, id);
      const under = [...active].filter(([target]) =>
        covers(scope, scopeOf(target)),
      );
      return {
        answer: 'taken',
        active: under.map(([, deploy]) => deploy).toSorted(),
      };
    }
    if (op === 'release') {
      locks.delete(where);
      return { answer: 'released' };
    }
    if (op === 'end') {
      active.delete(where);
      return { answer: 'ended' };
    }
    const covering = [...locks.keys()]
      .map(scopeOf)
      .filter((lock) => covers(lock, scope));
    if (covering.length > 0)
      return {
        answer: covering.some(isTarget) ? 'locked_target' : 'locked_scope',
      };
    if (active.has(where)) return { answer: 'target_busy' };
    active.set(where, id);
    return { answer: 'claimed' };
  };
}

function expectOneOrder(
  events: readonly RaceEvent[],
  records: readonly AuditRecord[],
): void {
  const seqs = places(records);
  const placed = events.map((event) => ({
    event,
    seq: seqs.get(`${event.op} ${event.id}`) ?? NaN,
  }));
  expect(placed.filter(({ seq }) => Number.isNaN(seq))).toEqual([]);
  const inOrder = placed.toSorted((a, b) => a.seq - b.seq);
  // Real time: whatever ended before another began stands before it.
  let latestStart = 0n;
  for (const { event } of inOrder) {
    expect(BigInt(event.ended) >= latestStart).toBe(true);
    if (BigInt(event.began) > latestStart) latestStart = BigInt(event.began);
  }
  const model = createModel();
  for (const { event } of inOrder) {
    const { op, id, where, answer, active } = event;
    expect({ op, id, where, ...model(event) }).toEqual({
      op,
      id,
      where,
      answer,
      ...(active && { active }),
    });
  }
}

const databases: Record<
  string,
  () => Promise<{ place: string; open: () => Promise<TestStores> }>
> = {
  async SQLite() {
    const place = join(mkdtempSync(join(folder, 'file-')), 'journal.db');
    return { place, open: async () => openSqliteStores(place, Date.now) };
  },
  async PostgreSQL() {
    const { url } = await server.createDatabase();
    return { place: url, open: () => openPostgresStores(url, 'server') };
  },
};

for (const [name, create] of Object.entries(databases))
  describe(`several processes on ${name}`, { timeout: 180_000 }, () => {
    it('lock, claim and free as if one did it after the other', async () => {
      const { place, open } = await create();
      const events = await race(place);
      const answers = new Set(events.map(({ answer }) => answer));
      expect([...answers]).toEqual(
        expect.arrayContaining([
          'taken',
          'claimed',
          'released',
          'ended',
          'locked_scope',
        ]),
      );
      const stores = await open();
      expectOneOrder(events, await allRecords(stores));
      expect(await verifyAudit(stores.audit)).toMatchObject({ kind: 'intact' });
      await stores.close();
    });

    it('leave whole deploys and an intact chain wherever they are killed', async () => {
      const { place, open } = await create();
      for (let round = 0; round < 3; round += 1) {
        const programs = [1, 2, 3].map((worker) =>
          start(place, round * 10 + worker, 'churn'),
        );
        const outputs = programs.map(linesOf);
        for (const program of programs) {
          const lines = createInterface({
            input: program.stdout ?? process.stdin,
          });
          let count = 0;
          await new Promise<void>((resolve) => {
            lines.on('line', () => {
              count += 1;
              if (count === 6 + round) resolve();
            });
          });
          program.kill('SIGKILL');
        }
        await Promise.all(outputs);
      }
      const stores = await open();
      expect(await verifyAudit(stores.audit)).toMatchObject({ kind: 'intact' });
      const records = await allRecords(stores);
      for (const deploy of await stores.deploys.listDeploys({ limit: 1000 })) {
        // The last record about a deploy says the state and version it is in.
        const last = records.findLast(({ deployId }) => deployId === deploy.id);
        const detail = (JSON.parse(last?.body ?? '[]') as unknown[]).at(-1);
        expect(detail).toMatchObject({
          state: deploy.state,
          version: deploy.version,
        });
      }
      await stores.close();
    });
  });

describe('two instances on PostgreSQL', { timeout: 60_000 }, () => {
  it.each(['*', 'client/*', '*/production', 'client/production'])(
    'make a claim wait for a lock that is being set on %s, and stop it',
    async (text) => {
      const { url, query } = await server.createDatabase();
      const [one, two] = [
        await openPostgresStores(url, 'server'),
        await openPostgresStores(url, 'server'),
      ];
      const scope = scopeOf(text);
      const isWaiting = async () => {
        const [row] = await query(
          "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        );
        return Number(row?.['n']) > 0;
      };
      let answer: string | null = null;
      let claim: Promise<void> = Promise.resolve();
      await one.deploys.change([scope], async (tx) => {
        await tx.addLock(createLock({ id: 'lock', scope, owner: BEN }));
        claim = submitDirect(
          two.deploys,
          { ...createRequest({ id: 'deploy' }), sha: null },
          surroundings(),
        ).then((entered) => {
          answer = entered.kind === 'claimed' ? 'claimed' : entered.stop.code;
        });
        // Either it waits for this change, or it has not seen it.
        await expect
          .poll(async () => answer !== null || (await isWaiting()), {
            timeout: 20_000,
          })
          .toBe(true);
      });
      await claim;
      expect(answer).toBe(isTarget(scope) ? 'locked_target' : 'locked_scope');
      await one.close();
      await two.close();
    },
  );

  it('promote the head of a queue once', async () => {
    const { url } = await server.createDatabase();
    const stores = await Promise.all(
      [1, 2, 3, 4].map(() => openPostgresStores(url, 'server')),
    );
    const [first] = stores;
    if (first === undefined) throw new Error('no store');
    const target = createRequest({ id: '' }).target;
    for (const n of [0, 1, 2, 3, 4]) {
      const draft = await addDraft(
        first.deploys,
        createRequest({ id: `d${n}` }),
      );
      await submitPlan(
        first.deploys,
        draft,
        { plan: createPlan() },
        surroundings(),
      );
    }
    for (const n of [0, 1, 2, 3]) {
      await endDeploy(
        first.deploys,
        `d${n}`,
        { outcome: 'not_started' },
        // Stopped, so that the end itself promotes nothing.
        () => surroundings({ foreign: { runId: 1, url: 'u', by: 'x' } }),
      );
      const next = await Promise.all(
        stores.flatMap(({ deploys }) =>
          [1, 2].map(() => claimNext(deploys, target, () => surroundings())),
        ),
      );
      const claimed = next.flatMap((one) =>
        one.kind === 'claimed' ? [one.deploy.id] : [],
      );
      expect(claimed).toEqual([`d${n + 1}`]);
    }
    await Promise.all(stores.map((one) => one.close()));
  });

  it('do not deploy in a freeze, however wrong their clocks are', async () => {
    const { url } = await server.createDatabase();
    const stores = await openPostgresStores(url, 'server');
    const now = await stores.deploys.now();
    const freeze = (
      id: string,
      startsAt: number,
      endsAt: number,
      environment: string,
    ) =>
      stores.deploys.change([{ service: 'client', environment }], (tx) =>
        tx.addFreeze(
          createFreeze({
            id,
            startsAt,
            endsAt,
            scope: { service: 'client', environment },
          }),
        ),
      );
    // Inside by the server's clock, outside by one that is 90 seconds off; and the other way round.
    await freeze('f', now - 60_000, now + 60_000, 'production');
    await freeze('g', now + 60_000, now + 120_000, 'staging');
    const submit = (id: string, environment: string) =>
      submitDirect(
        stores.deploys,
        {
          ...createRequest({ id, target: { service: 'client', environment } }),
          sha: null,
        },
        surroundings(),
      );
    expect(await submit('a', 'production')).toMatchObject({
      stop: { code: 'frozen' },
    });
    expect(await submit('b', 'staging')).toMatchObject({ kind: 'claimed' });
    await stores.close();
  });
});
