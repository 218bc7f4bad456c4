/** Everything the app can ask of Discord's API here; faults and the request log name requests by these. */
export const OPERATIONS = [
  'callback',
  'original.get',
  'original.edit',
  'original.delete',
  'follow-up.create',
  'follow-up.get',
  'follow-up.edit',
  'follow-up.delete',
  'message.list',
  'message.get',
  'message.create',
  'message.edit',
  'message.delete',
  'command.list',
  'command.get',
  'command.create',
  'command.edit',
  'command.delete',
  'command.overwrite',
  'application.get',
  'application.edit',
  'user.get',
  'channel.get',
  'dm.create',
] as const;

export type Operation = (typeof OPERATIONS)[number];
