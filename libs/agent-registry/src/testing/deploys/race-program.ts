/**
 * A process that takes and frees locks and targets as fast as it can, for tests of several processes on one database:
 * `node race-program.ts FILE|postgres://… WORKER STEPS`. Prints one JSON line for each thing it did: when it began and
 * ended (nanoseconds of the machine's monotonic clock) and what the answer was.
 */
import { writeSync } from 'node:fs';
import { beginDispatch } from '../../deploys/lifecycle/dispatch.ts';
import { endDeploy } from '../../deploys/lifecycle/end.ts';
import { submitDirect } from '../../deploys/lifecycle/request.ts';
import { releaseLockById } from '../../deploys/locks/release.ts';
import { takeLock } from '../../deploys/locks/take.ts';
import { formatScope, type Scope } from '../../policy/scope.ts';
import type { Target } from '../../policy/target.ts';
import { openPostgresStores, openSqliteStores } from './open-stores.ts';
import { createRequest, surroundings } from './records.ts';

export interface RaceEvent {
  readonly op: 'take' | 'release' | 'claim' | 'end';
  readonly id: string;
  readonly where: string;
  readonly began: string;
  readonly ended: string;
  readonly answer: string;
  /** Deploys that the answer names as under way. */
  readonly active?: readonly string[];
}

const SCOPES: readonly Scope[] = [
  { service: '*', environment: '*' },
  { service: 'client', environment: '*' },
  { service: '*', environment: 'production' },
  { service: 'client', environment: 'production' },
  { service: 'client', environment: 'staging' },
  { service: 'api', environment: 'production' },
];
const TARGETS = SCOPES.slice(3) as readonly Target[];

const [place = '', worker = '0', steps = '10'] = process.argv.slice(2);
const stores = place.startsWith('postgres:')
  ? await openPostgresStores(place, 'server')
  : openSqliteStores(place, Date.now);
const { deploys } = stores;

/** Differs between workers, is the same each time: what differs is how the machine interleaves them. */
let seed = Number(worker) * 7919 + 17;
function random(below: number): number {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor((seed / 2147483648) * below);
}

async function measure(
  event: Pick<RaceEvent, 'op' | 'id' | 'where'>,
  work: () => Promise<Pick<RaceEvent, 'answer' | 'active'>>,
): Promise<string> {
  const began = `${process.hrtime.bigint()}`;
  const result = await work();
  const ended = `${process.hrtime.bigint()}`;
  writeSync(1, `${JSON.stringify({ ...event, began, ended, ...result })}\n`);
  return result.answer;
}

const person = (id: string) => ({ kind: 'discord', id, name: id }) as const;
const held: { id: string; where: string }[] = [];
const claimed: { id: string; where: string }[] = [];

async function take(id: string): Promise<void> {
  const scope = SCOPES[random(SCOPES.length)] ?? TARGETS[0];
  if (scope === undefined) return;
  const where = formatScope(scope);
  const answer = await measure({ op: 'take', id, where }, async () => {
    const taken = await takeLock(deploys, {
      id,
      scope,
      by: person(id),
      reason: 'race',
      forMs: null,
    });
    return taken.kind === 'refused'
      ? { answer: taken.holder.id }
      : {
          answer: 'taken',
          active: taken.active.map((one) => one.id).toSorted(),
        };
  });
  if (answer === 'taken') held.push({ id, where });
}

async function claim(id: string): Promise<void> {
  const target = TARGETS[random(TARGETS.length)];
  if (target === undefined) return;
  const where = formatScope(target);
  const answer = await measure({ op: 'claim', id, where }, async () => {
    const request = createRequest({
      id,
      target,
      queue: 'off',
      requester: person(id),
    });
    const entered = await submitDirect(
      deploys,
      { ...request, sha: null },
      surroundings(),
    );
    return {
      answer: entered.kind === 'claimed' ? 'claimed' : entered.stop.code,
    };
  });
  if (answer === 'claimed') claimed.push({ id, where });
}

async function free(): Promise<void> {
  const lock = held.shift();
  if (lock === undefined) return;
  await measure({ op: 'release', ...lock }, async () => {
    const released = await releaseLockById(deploys, {
      id: lock.id,
      by: person(lock.id),
      reason: null,
    });
    return { answer: released.kind };
  });
}

async function end(): Promise<void> {
  const deploy = claimed.shift();
  if (deploy === undefined) return;
  await measure({ op: 'end', ...deploy }, async () => {
    const ended = await endDeploy(
      deploys,
      deploy.id,
      { outcome: 'not_started' },
      () => surroundings(),
    );
    return { answer: ended?.deploy.state ?? 'lost' };
  });
}

/** Whole deploys until the process is killed: the test looks at what is left. */
async function churn(): Promise<never> {
  for (let n = 0; ; n += 1) {
    const id = `${worker}-${n}`;
    const target = TARGETS[random(TARGETS.length)] ?? {
      service: 'client',
      environment: 'production',
    };
    const request = createRequest({ id, target, lockOnFailure: false });
    const entered = await submitDirect(
      deploys,
      { ...request, sha: null },
      surroundings(),
    );
    writeSync(1, `${id}\n`);
    if (entered.kind !== 'claimed') continue;
    await beginDispatch(deploys, entered.deploy, surroundings());
    await endDeploy(deploys, id, { outcome: 'succeeded' }, () =>
      surroundings(),
    );
  }
}

writeSync(1, 'open\n');
if (steps === 'churn') await churn();
for (let step = 0; step < Number(steps); step += 1) {
  const id = `${worker}-${step}`;
  const choice = random(10);
  if (choice < 3) await take(id);
  else if (choice < 6) await claim(id);
  else if (choice < 8) await free();
  else await end();
}
await stores.close();
