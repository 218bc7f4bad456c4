import { start, type Stop } from './stop.ts';
import { textOf } from '../words.ts';

export const brief: Stop = {
  title: 'A diagnosis without waiting, and a check of the latest deploy',
  visit: async (parts) => {
    const { result, response, announcements } = await start(parts, {
      name: 'diagnose',
      options: { wait: false },
    });
    const message = await response(/status/i);
    parts.check('responds within 3 s', result.elapsedMs < 3000);
    parts.check(
      'names the command that shows the progress',
      textOf(message).includes('/status'),
    );
    const verified = await start(parts, {
      name: 'verify-latest',
      member: 'member',
    });
    const verdict = await verified.response(/./);
    parts.check(
      'checks the frontend and the API',
      /health/.test(textOf(verdict)),
    );
    parts.check(
      'no further message about the diagnosis',
      announcements().length === 0,
    );
  },
};

export const status: Stop = {
  title: 'Status, and the agents with who may run them',
  visit: async (parts) => {
    const shown = await start(parts, {
      name: 'status',
      options: { count: 2 },
      member: 'member',
    });
    const message = await shown.response(/Client Deploy/);
    parts.check(
      'shows both workflows',
      textOf(message).includes('Diagnose on Demand'),
    );
    const agents = await start(parts, { name: 'agents', member: 'member' });
    const list = await agents.response(/deploy/i);
    parts.check('lists four agents', /\b4\b/.test(textOf(list)));
  },
};

export const digest: Stop = {
  title: 'The weekly digest, with its picture',
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
    parts.check('attaches a picture', isPng);
    if (bytes === undefined) return;
    await parts.keepPicture(bytes);
  },
};
