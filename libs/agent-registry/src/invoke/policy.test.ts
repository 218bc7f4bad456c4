import { afterEach, describe, expect, it } from 'vitest';
import type { RuleEntry } from '../config/schema/access.ts';
import { createTestConfig } from '../testing/config.ts';
import { openTestCore, READER, type TestCore } from '../testing/core.ts';

let opened: TestCore | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function openWith(...rules: readonly RuleEntry[]): Promise<TestCore> {
  const { access } = createTestConfig();
  opened = await openTestCore({ config: { access: { ...access, rules } } });
  return opened;
}

const DEPLOYER = { ...READER, roleIds: ['7'] };
const DEPLOYERS: RuleEntry = {
  id: 'deployers',
  allow: ['deploy'],
  to: { roles: ['7'] },
  on: ['client/production'],
};

describe('a call', () => {
  it('is allowed by a rule on its target, and on no other', async () => {
    const core = await openWith(DEPLOYERS);
    await core.call('deploy-client', {}, DEPLOYER);
    expect(core.github.runs()).toHaveLength(1);
    // A diagnosis deploys nothing, so only a rule on every target allows it.
    expect(await core.refusal('diagnose', {}, DEPLOYER)).toMatchObject({
      reason: 'not_allowed',
      said: expect.stringContaining(
        'rule "deployers" covers only client/production',
      ),
    });
    expect(await core.refusal('cancel', { run_id: 1 }, DEPLOYER)).toMatchObject(
      {
        reason: 'not_allowed',
      },
    );
  });

  it('is refused without a rule, and nothing is sent', async () => {
    const core = await openWith(DEPLOYERS);
    expect(await core.refusal('deploy-client', {}, READER)).toMatchObject({
      reason: 'not_allowed',
    });
    expect(core.github.runs()).toEqual([]);
  });

  it('is refused by a deny, from a terminal too', async () => {
    const core = await openWith(DEPLOYERS, {
      id: 'closed',
      deny: ['deploy'],
      to: { everyone: true },
      on: ['*/production'],
    });
    for (const caller of [DEPLOYER, undefined])
      expect(await core.refusal('deploy-client', {}, caller)).toEqual({
        reason: 'not_allowed',
        said: 'Not allowed to deploy on client/production: rule "closed" denies it. Ask an operator to change the rule.',
      });
    expect(core.github.runs()).toEqual([]);
  });
});
