import { runsOf, start, type Stop } from './stop.ts';
import { textOf } from '../words.ts';

/** Milliseconds per step: slow enough to see the progress. */
const WATCHABLE_MS = 250;

export const success: Stop = {
  title: 'A deploy that succeeds',
  visit: async (parts) => {
    const { check, stack } = parts;
    const pace = stack.github.pace();
    stack.github.setPace(WATCHABLE_MS);
    const { result, response, news } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    check('defers within 3 s', result.acknowledgement?.kind === 'deferred');
    await response(/Succeeded/);
    const outcome = await news(/Succeeded/);
    stack.github.setPace(pace);
    check(
      'a new message notifies the requester',
      outcome.pings.users.includes(stack.discord.members.operator.id),
    );
    const [run] = stack.github.runs();
    check(
      'the run names the requester',
      run?.inputs['requester'] !== undefined,
    );
  },
};

export const failure: Stop = {
  title: 'A deploy that fails, with the log of the failed step',
  visit: async (parts) => {
    parts.stack.github.planNext({
      conclusion: 'failure',
      failAtStep: 'Upload to storage',
      log: [
        'upload failed: dist/assets/app.js',
        'AccessDenied when calling PutObject',
      ],
    });
    const { response, news } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    await news(/Failed/);
    const message = await response(/Failed/);
    parts.check(
      'names the failed step',
      textOf(message).includes('Upload to storage'),
    );
    parts.check('shows its log', textOf(message).includes('AccessDenied'));
  },
};

export const timeout: Stop = {
  title: 'A deploy that takes too long, and its outcome later',
  visit: async (parts) => {
    const { github } = parts.stack;
    github.planNext({ hang: 'Upload to storage' });
    const { response, news } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    const late = await response(/still (?:running|no)|timeout/i);
    parts.check(
      'promises the result',
      /result|outcome|watching/i.test(textOf(late)),
    );
    const [run] = github.runs();
    if (run !== undefined) github.release(run.id);
    parts.note('the run continues on GitHub');
    const outcome = await news(/Succeeded/);
    parts.check(
      'still notifies the requester of the outcome',
      outcome.pings.users.length === 1,
    );
  },
};

export const refusal: Stop = {
  title: 'A URL that is not allowed',
  visit: async (parts) => {
    const before = runsOf(parts);
    const { response } = await start(parts, {
      name: 'deploy-client',
      options: {
        api_base: 'https://169.254.169.254/latest/meta-data',
        wait: true,
      },
    });
    const message = await response(/./);
    parts.check(
      'refuses, visible to the requester only',
      message.ephemeral && /not allowed/i.test(textOf(message)),
    );
    parts.check('starts no run', runsOf(parts) === before);
    const denied = await start(parts, {
      name: 'deploy-client',
      member: 'member',
    });
    const answer = await denied.response(/./);
    parts.check(
      'refuses a plain member',
      answer.ephemeral && runsOf(parts) === before,
    );
  },
};
