import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANN,
  createDeploy,
  PRODUCTION,
  sha,
} from '../../testing/deploys/records.ts';
import { openTestWorld } from '../../testing/deploys/test-world.ts';
import { DEPLOY_OUTCOMES, type Deploy } from '../state/deploy.ts';
import { liveOf, rollbackChoices } from './live.ts';
import { isStaleRollback, rollbackTarget } from './rollback.ts';
import { setVerdict } from './verdict.ts';

/** `c failed, b, a` is a history, the last first. */
function history(text: string): readonly Deploy[] {
  return text.split(', ').map((item, index) => {
    const [letter = '', outcome = 'succeeded'] = item.split(' ');
    const isBad = outcome === 'bad';
    return createDeploy({
      id: `${letter.repeat(8)}-${index}`,
      sha: sha(letter),
      state: 'ended',
      claimSeq: 100 - index,
      outcome: isBad ? 'succeeded' : (outcome as 'failed'),
      verdict: isBad ? 'bad' : null,
    });
  });
}
const shas = (deploys: readonly Deploy[]) =>
  deploys.map((deploy) => deploy.sha?.[0]).join('');

describe('liveOf', () => {
  it.each([
    ['c, b, a', 'c', true],
    ['c failed, b, a', 'b', false],
    ['c cancelled, b unknown, a', 'a', false],
    ['c bad, b', 'c', true],
  ])('after %s', (text, letter, certain) => {
    expect(liveOf(history(text))).toMatchObject({ sha: sha(letter), certain });
  });

  it('knows nothing without a deploy that succeeded', () => {
    expect(liveOf([])).toBeNull();
    expect(liveOf(history('a failed'))).toBeNull();
  });
});

describe('rollbackTarget', () => {
  const target = (text: string, to: string | null = null) => {
    const found = rollbackTarget(history(text), to);
    return found.kind === 'found' ? found.deploy.sha?.[0] : found.code;
  };

  it.each([
    ['c, b, a', 'b'],
    ['c failed, b, a', 'b'],
    ['d failed, c cancelled, b unknown, a', 'a'],
    ['c, c, b', 'b'],
    ['c, b bad, a', 'a'],
    ['c, b bad, b, a', 'a'],
    ['c, b failed, a', 'a'],
    ['c, a bad, b, a', 'b'],
    ['c', 'no_last_good'],
    ['a failed', 'no_last_good'],
    ['b failed, a bad', 'no_last_good'],
  ])('after %s goes to %s', (text, expected) => {
    expect(target(text)).toBe(expected);
  });

  it.each([
    ['c, b, a', 'aaaaaaaa', 'a'],
    ['c, b, a', 'AAAAAAA', 'a'],
    ['c, b, a', 'cccccccc', 'nothing_to_deploy'],
    ['c failed, b, a', 'cccccccc', 'rollback_target_bad'],
    ['c, b bad, a', 'bbbbbbbb', 'rollback_target_bad'],
    ['c, b, a', 'dddddddd', 'sha_unknown'],
  ])('after %s to %s', (text, to, expected) => {
    expect(target(text, to)).toBe(expected);
  });

  it('never offers what failed, is unknown, is bad or is live', () => {
    const deploy = fc.record({
      letter: fc.constantFrom('a', 'b', 'c', 'd'),
      outcome: fc.constantFrom(...DEPLOY_OUTCOMES),
      verdict: fc.constantFrom('good', 'bad', null),
    });
    fc.assert(
      fc.property(fc.array(deploy, { maxLength: 8 }), (list) => {
        const deploys = list.map(({ letter, outcome, verdict }, n) =>
          createDeploy({
            id: `${n}`,
            sha: sha(letter),
            state: 'ended',
            claimSeq: 100 - n,
            outcome,
            verdict,
          }),
        );
        const bad = new Set(
          deploys
            .filter(({ verdict }) => verdict === 'bad')
            .map((one) => one.sha),
        );
        for (const choice of rollbackChoices(deploys)) {
          expect(choice.outcome).toBe('succeeded');
          expect(bad.has(choice.sha)).toBe(false);
          if (deploys[0]?.outcome === 'succeeded')
            expect(choice.sha).not.toBe(deploys[0].sha);
        }
      }),
    );
  });

  it('offers each commit once', () => {
    expect(shas(rollbackChoices(history('d, c, b, c, b, a')))).toBe('cba');
  });
});

describe('isStaleRollback', () => {
  it('is true once something else has shipped', () => {
    const [last, before] = history('c, b');
    expect(isStaleRollback(history('c, b'), last?.id ?? '')).toBe(false);
    expect(isStaleRollback(history('c, b'), before?.id ?? '')).toBe(true);
  });
});

describe('setVerdict', () => {
  it('marks a deploy that ended, with who and why', async () => {
    const world = openTestWorld();
    const [good] = history('b');
    if (good === undefined) throw new Error('no history');
    await world.deploys.change([PRODUCTION], async (tx) => {
      await tx.addDeploy(good);
      await tx.addDeploy(
        createDeploy({ id: 'running', state: 'running', claimSeq: 200 }),
      );
    });
    const judge = (id: string, verdict: 'good' | 'bad' = 'bad') =>
      setVerdict(world.deploys, { id, verdict, by: ANN, reason: 'crashes' });
    expect(await judge(good.id)).toMatchObject({
      verdict: 'bad',
      verdictBy: ANN.id,
      verdictReason: 'crashes',
    });
    await judge(good.id);
    expect(
      await world.audit.listAudit({ action: 'deploy.verdict' }, 10),
    ).toHaveLength(1);
    expect(await judge('running')).toBeNull();
    expect(await judge('none')).toBeNull();
    expect(await judge(good.id, 'good')).toMatchObject({ verdict: 'good' });
    await world.close();
  });
});
