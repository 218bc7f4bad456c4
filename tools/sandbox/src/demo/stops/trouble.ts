import { flatten } from '../../discord/rules/component-rules.ts';
import type { MessageView } from '../../discord/index.ts';
import { runsOf, start, WAIT_MS, type Stop } from './stop.ts';
import { textOf } from '../words.ts';

/** The button that cancels, whatever else the message offers. */
function cancelButton({ components }: MessageView): string {
  return (
    flatten(components, '')
      .filter(({ component }) =>
        String(component['label']).startsWith('Cancel'),
      )
      .map(({ component }) => String(component['custom_id']))[0] ?? ''
  );
}

export const duplicate: Stop = {
  title: 'The same command delivered twice, and a button pressed twice',
  visit: async (parts) => {
    const { discord, github } = parts.stack;
    const before = runsOf(parts);
    github.planNext({ hang: 'Upload to storage' });
    discord.faults.add({ kind: 'duplicate-delivery' });
    const { response, news, announcements } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    const message = await response(/Cancel/);
    parts.check('starts one run', runsOf(parts) === before + 1);
    const press = (on: MessageView, times: number): Promise<unknown> =>
      Promise.all(
        Array.from({ length: times }, () =>
          discord.clickButton(on.id, cancelButton(on), 'operator'),
        ),
      );
    await press(message, 1);
    const question = await discord.waitForMessage(
      (shown) => shown.ephemeral && /Cancel the run/.test(textOf(shown)),
      { timeoutMs: WAIT_MS },
    );
    await press(question, 2);
    await news(/Cancelled/i);
    parts.checkAtEnd(
      `announces the outcome once: the command delivered twice`,
      () => announcements().length === 1,
    );
  },
};

export const restart: Stop = {
  title: 'The app is killed during a run, and starts again after its end',
  visit: async (parts) => {
    const { app, github } = parts.stack;
    github.planNext({ hang: 'Upload to storage' });
    const { response, news, announcements } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    await response(/deploy/i);
    await app.kill();
    parts.note('the app is killed (SIGKILL), and the run ends on GitHub');
    const [run] = github.runs();
    if (run !== undefined) github.finish(run.id, 'success');
    await app.start();
    parts.note('the app starts again');
    await news(/Succeeded/);
    parts.checkAtEnd(
      `announces the outcome once: the app killed during the run`,
      () => announcements().length === 1,
    );
  },
};

export const lostAnswer: Stop = {
  title: 'GitHub starts the run, but its response is lost',
  visit: async (parts) => {
    const { github } = parts.stack;
    const before = runsOf(parts);
    github.fail('POST /dispatches', { kind: 'drop-after' });
    const { response, news } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    await news(/Succeeded/);
    parts.check('starts one run, not two', runsOf(parts) === before + 1);
    const [run] = github.runs();
    const message = await response(/Succeeded/);
    const links = flatten(message.components, '').map(
      ({ component }) => component['url'],
    );
    parts.check('finds the run', links.includes(run?.htmlUrl));
  },
};
