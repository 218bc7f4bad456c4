import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCustomId, encodeCustomId } from './custom-id.ts';
import { LIMITS } from './limits.ts';
import { SEED, hostileText } from '../testing/arbitrary.ts';

describe('custom ids', () => {
  it('carry every action, within Discord’s limit', () => {
    const action = fc.record({
      step: fc.constantFrom(
        'ask' as const,
        'confirm' as const,
        'dismiss' as const,
      ),
      kind: fc.constantFrom('cancel' as const, 'rerun_failed' as const),
      runId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      attempt: fc.integer({ min: 1, max: 999_999 }),
    });
    fc.assert(
      fc.property(action, (given) => {
        const id = encodeCustomId(given);
        expect(id.length).toBeLessThanOrEqual(LIMITS.customId);
        expect(decodeCustomId(id)).toEqual(given);
      }),
      SEED,
    );
  });

  it.each([
    '',
    'ym1',
    'ym1:ask:cancel:1',
    'ym1:ask:delete:1:1',
    'ym2:ask:cancel:1:1',
    'ym1:ask:cancel:0:1',
    'ym1:ask:cancel:9999999999999999:1',
    'ym1:ask:cancel:-1:1',
    'ym1:ask:cancel:1:1:x',
    ' ym1:ask:cancel:1:1',
    'ym1:ask:cancel:1:1\n',
  ])('%j is none of ours', (id) => {
    expect(decodeCustomId(id)).toBeNull();
  });

  it('of strangers mean nothing', () => {
    fc.assert(
      fc.property(hostileText, (id) => {
        expect(decodeCustomId(id)).toBeNull();
      }),
      SEED,
    );
  });
});
