import { expect, it } from 'vitest';
import { EMPTY_STATE } from '../discord/messages/message.ts';
import { stateLines } from './words.ts';

it('says what a message shows, without its markup', () => {
  const state = {
    ...EMPTY_STATE,
    content: '<@12> **done** [run](<https://a.example>) snake\\_case',
    embeds: [
      {
        title: 'Deploy',
        description: 'at <t:1700000000:R>\n```\nlog line\n```',
        fields: [
          { name: 'Jobs', value: 'build\ndeploy' },
          { name: 'Id', value: '`ab`', inline: true },
          { name: 'Run', value: '7', inline: true },
        ],
      },
    ],
    components: [
      {
        type: 1,
        components: [{ label: 'Cancel' }, { label: 'Again', disabled: true }],
      },
    ],
  };
  expect(stateLines(state, (id) => `person ${id}`)).toEqual([
    '@person 12 done run snake_case',
    'Deploy',
    'at 22:13:20',
    'log line',
    'Jobs:',
    'build',
    'deploy',
    'Id: `ab`  ·  Run: 7',
    '[Cancel] (Again)',
  ]);
});
