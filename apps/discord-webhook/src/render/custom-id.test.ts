import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCustomId, encodeCustomId } from './custom-id.ts';
import { LIMITS } from './limits.ts';
import { SEED, hostileText } from '../testing/arbitrary.ts';

describe('custom ids', () => {
  it('encode every action, within Discord’s limit', () => {
    const button = fc.record({
      step: fc.constantFrom(
        'ask' as const,
        'confirm' as const,
        'dismiss' as const,
      ),
      action: fc.oneof(
        fc.record({
          kind: fc.constantFrom('cancel' as const, 'rerun_failed' as const),
          runId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
          attempt: fc.integer({ min: 1, max: 999_999 }),
        }),
        fc.record({
          kind: fc.constantFrom('look_again' as const, 'start_again' as const),
          invocationId: fc.uuid(),
        }),
      ),
    });
    fc.assert(
      fc.property(button, (given) => {
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
    'ym1:ask:look_again:1:1',
    'ym1:ask:start_again:00000000-0000-0000-0000-00000000000',
    'ym1:ask:cancel:00000000-0000-0000-0000-000000000000',
  ])('does not decode %j', (id) => {
    expect(decodeCustomId(id)).toBeNull();
  });

  it('of another form are unknown', () => {
    fc.assert(
      fc.property(hostileText, (id) => {
        expect(decodeCustomId(id)).toBeNull();
      }),
      SEED,
    );
  });
});
