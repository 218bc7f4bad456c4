import { describe, expect, it } from 'vitest';
import type { FileContent } from '../config/schema/file.ts';
import { diffConfigs } from './config-diff.ts';

const SURROUNDINGS = { guildId: '100', adminUserIds: null, adminRoleIds: null };

const API = {
  workflows: {
    'api-deploy': {
      file: 'deploy.yml',
      service: 'api',
      environment: { input: 'environment' },
    },
  },
  environments: { production: { confirm: true }, staging: {} },
} as const satisfies FileContent;

function diff(before: FileContent, after: FileContent) {
  return diffConfigs(before, after, SURROUNDINGS);
}

describe('diffConfigs', () => {
  it('is empty for configurations that mean the same', () => {
    const nothing = {
      addedTargets: [],
      removedTargets: [],
      guards: [],
      access: [],
    };
    expect(diff(API, API)).toEqual(nothing);
    expect(
      diff(API, {
        ...API,
        environments: {
          staging: { confirm: false },
          Production: { confirm: true, lockOnFailure: false },
        },
      }),
    ).toEqual(nothing);
  });

  it('names targets that appear and vanish', () => {
    expect(diff({}, API)).toMatchObject({
      addedTargets: ['api/production', 'api/staging'],
      removedTargets: [],
    });
    expect(diff(API, {})).toMatchObject({
      addedTargets: [],
      removedTargets: ['api/production', 'api/staging'],
    });
  });

  it('names targets whose guards change', () => {
    const { guards } = diff(API, {
      ...API,
      environments: { production: {}, staging: { queue: 'fifo' } },
    });
    expect(guards).toEqual([
      { target: 'client/production', before: { confirm: true }, after: {} },
      { target: 'api/production', before: { confirm: true }, after: {} },
      { target: 'api/staging', before: {}, after: { queue: 'fifo' } },
    ]);
  });

  it('says who gains access to which target', () => {
    const after: FileContent = {
      ...API,
      access: {
        rules: [
          {
            id: 'staging',
            allow: ['deploy'],
            to: { roles: ['7'] },
            on: ['*/staging'],
          },
        ],
      },
    };
    expect(diff(API, after).access).toEqual([
      {
        change: 'gains',
        who: [{ kind: 'role', id: '7' }],
        actions: ['deploy'],
        targets: ['api/staging'],
        channelId: null,
      },
    ]);
  });

  it('counts the admins of the environment, which override the file', () => {
    const after = { access: { adminUserIds: ['5'] } };
    expect(diff({}, after).access).not.toEqual([]);
    expect(
      diffConfigs({}, after, { ...SURROUNDINGS, adminUserIds: ['1'] }).access,
    ).toEqual([]);
  });
});
