import { describe, expect, it } from 'vitest';
import { missingPermissions, type ChannelFacts } from './channel-check.ts';

const VIEW = 1n << 10n;
const ALL = VIEW | (1n << 11n) | (1n << 14n) | (1n << 15n) | (1n << 16n);

function facts(changes: Partial<ChannelFacts> = {}): ChannelFacts {
  return {
    guildId: '1',
    userId: '9',
    memberRoles: ['2'],
    roles: [
      { id: '1', permissions: String(VIEW) },
      { id: '2', permissions: String(ALL) },
      { id: '3', permissions: '8' },
    ],
    overwrites: [],
    ...changes,
  };
}

const overwrite = (id: string, allow: bigint, deny: bigint) => ({
  id,
  allow: String(allow),
  deny: String(deny),
});

describe('the permissions of the bot in a channel', () => {
  it('are those of its roles', () => {
    expect(missingPermissions(facts())).toEqual([]);
    expect(missingPermissions(facts({ memberRoles: [] }))).toEqual([
      'Send Messages',
      'Embed Links',
      'Attach Files',
      'Read Message History',
    ]);
  });

  it('are all of them for an administrator', () => {
    const overwrites = [overwrite('1', 0n, ALL)];
    expect(
      missingPermissions(facts({ memberRoles: ['3'], overwrites })),
    ).toEqual([]);
  });

  it('follow the overwrites: everyone, then roles, then the member', () => {
    const hidden = overwrite('1', 0n, VIEW);
    expect(missingPermissions(facts({ overwrites: [hidden] }))).toEqual([
      'View Channel',
    ]);
    const shown = overwrite('2', VIEW, 0n);
    expect(missingPermissions(facts({ overwrites: [shown, hidden] }))).toEqual(
      [],
    );
    const refused = overwrite('9', 0n, VIEW);
    expect(
      missingPermissions(facts({ overwrites: [refused, shown, hidden] })),
    ).toEqual(['View Channel']);
    const ofOthers = overwrite('3', 0n, ALL);
    expect(missingPermissions(facts({ overwrites: [ofOthers] }))).toEqual([]);
  });
});
