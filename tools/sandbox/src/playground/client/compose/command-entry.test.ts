import { describe, expect, it } from 'vitest';
import type { RegisteredCommand } from '../../../discord/index.ts';
import {
  commandEntries,
  isOffered,
  optionPayload,
  parseTyped,
} from './command-entry.ts';

function command(more: object): RegisteredCommand {
  return {
    id: '1',
    application_id: '2',
    type: 1,
    version: '3',
    name: 'deploy',
    description: 'Deploys',
    ...more,
  };
}
const deploy = command({
  options: [
    { type: 3, name: 'ref', description: 'What', required: true },
    { type: 5, name: 'wait', description: 'Wait' },
    { type: 4, name: 'count', description: 'How many' },
  ],
});
const nested = command({
  name: 'site',
  options: [
    {
      type: 2,
      name: 'cache',
      description: 'g',
      options: [
        {
          type: 1,
          name: 'clear',
          description: 'Clears',
          options: [{ type: 3, name: 'path', description: 'p' }],
        },
      ],
    },
  ],
});

describe('entries of the picker', () => {
  it('are commands, and subcommands in their place', () => {
    expect(
      commandEntries([deploy, nested, command({ type: 2, name: 'Menu' })]).map(
        ({ label }) => label,
      ),
    ).toEqual(['deploy', 'site cache clear']);
  });

  it('send values in the types that Discord uses', () => {
    const [entry] = commandEntries([deploy]);
    if (entry === undefined) throw new Error('no entry');
    const values = new Map([
      ['ref', 'main'],
      ['wait', 'true'],
      ['count', '3'],
    ]);
    expect(optionPayload(entry, values)).toEqual([
      { name: 'ref', type: 3, value: 'main' },
      { name: 'wait', type: 5, value: true },
      { name: 'count', type: 4, value: 3 },
    ]);
    expect(optionPayload(entry, new Map(), 'ref')).toEqual([
      { name: 'ref', type: 3, value: '', focused: true },
    ]);
  });

  it('nest the options of a subcommand', () => {
    const [entry] = commandEntries([nested]);
    if (entry === undefined) throw new Error('no entry');
    expect(optionPayload(entry, new Map([['path', '/']]))).toEqual([
      {
        name: 'cache',
        type: 2,
        options: [
          {
            name: 'clear',
            type: 1,
            options: [{ name: 'path', type: 3, value: '/' }],
          },
        ],
      },
    ]);
  });

  it('are read from a typed line', () => {
    const typed = parseTyped(
      '/deploy ref:"two words" wait:True nonsense:1',
      commandEntries([deploy]),
    );
    expect([...(typed?.values ?? [])]).toEqual([
      ['ref', 'two words'],
      ['wait', 'true'],
    ]);
    expect(parseTyped('/deployment', commandEntries([deploy]))).toBeUndefined();
  });

  it.each([
    [null, '0', true],
    ['0', '0', false],
    ['0', '8', true],
    ['32', '32', true],
    ['32', '2048', false],
  ])('needing %s are offered to %s: %s', (needed, permissions, offered) => {
    expect(
      isOffered(command({ default_member_permissions: needed }), permissions),
    ).toBe(offered);
  });
});
