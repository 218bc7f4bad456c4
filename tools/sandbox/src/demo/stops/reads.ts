import { start, type Stop } from './stop.ts';
import { textOf } from '../words.ts';

export const brief: Stop = {
  title:
    'A diagnosis that nobody waits for, and the check of the latest deploy',
  visit: async (parts) => {
    const { result, response, told } = await start(parts, {
      name: 'diagnose',
      options: { wait: false },
    });
    const message = await response(/status/i);
    parts.check('answered at once', result.elapsedMs < 3000);
    parts.check('says how to look', textOf(message).includes('/status'));
    const verified = await start(parts, {
      name: 'verify-latest',
      member: 'member',
    });
    const verdict = await verified.response(/./);
    parts.check(
      'the frontend and the API were checked',
      /health/.test(textOf(verdict)),
    );
    parts.check('nothing more was sent for the diagnosis', told().length === 0);
  },
};

export const status: Stop = {
  title: 'Status, and who may do what',
  visit: async (parts) => {
    const shown = await start(parts, {
      name: 'status',
      options: { count: 2 },
      member: 'member',
    });
    const message = await shown.response(/Client Deploy/);
    parts.check(
      'both workflows are there',
      textOf(message).includes('Diagnose on Demand'),
    );
    const agents = await start(parts, { name: 'agents', member: 'member' });
    const list = await agents.response(/deploy/i);
    parts.check('four agents are listed', /\b4\b/.test(textOf(list)));
  },
};

export const digest: Stop = {
  title: 'The digest of the week, with its picture',
  visit: async (parts) => {
    const { response } = await start(parts, {
      name: 'status-digest',
      options: { period: 'weekly' },
      member: 'member',
    });
    const message = await response(/./);
    const [file] = message.attachments;
    const bytes =
      file === undefined ? undefined : parts.stack.discord.file(file.id);
    const isPng =
      bytes !== undefined &&
      Buffer.from(bytes.subarray(1, 4)).toString() === 'PNG';
    parts.check('a picture is attached', isPng);
    if (bytes === undefined) return;
    await parts.keepPicture(bytes);
  },
};
