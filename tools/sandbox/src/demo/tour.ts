import type {
  CommandInput,
  DeliveryResult,
  MessageView,
} from '../discord/index.ts';
import { flatten } from '../discord/component-rules.ts';
import type { AppProcess } from '../stack/app-process.ts';
import type { Stack } from '../stack/stack.ts';
import { textOf } from './words.ts';

export interface TourParts {
  stack: Stack & { app: AppProcess };
  /** Keeps the digest's picture. */
  keepPicture: (bytes: Uint8Array) => Promise<void>;
  /** Says what happens outside of Discord. */
  note: (what: string) => void;
  /** Says whether something is as it should be. */
  check: (what: string, ok: boolean) => void;
}

export interface Stop {
  title: string;
  visit: (parts: TourParts) => Promise<void>;
}

const WAIT_MS = 20_000;

/** Sends a command, and waits for what belongs to it. */
const start = async (
  { stack: { discord } }: TourParts,
  input: CommandInput,
) => {
  const result: DeliveryResult = await discord.sendCommand({
    member: 'operator',
    ...input,
  });
  const id = result.interaction.id;
  const own = (message: MessageView): boolean => message.interaction?.id === id;
  const response = (said: RegExp): Promise<MessageView> =>
    discord.waitForMessage(
      (message) =>
        own(message) &&
        message.via === 'response' &&
        !message.loading &&
        said.test(textOf(message)),
      { timeoutMs: WAIT_MS },
    );
  const news = (said: RegExp): Promise<MessageView> =>
    discord.waitForMessage(
      (message) =>
        message.via !== 'response' &&
        (own(message) || message.via === 'channel') &&
        said.test(textOf(message)),
      { timeoutMs: WAIT_MS },
    );
  /** Outcomes told in new messages, for counting. */
  const told = (): MessageView[] =>
    discord
      .messages()
      .filter((message) => own(message) && message.via === 'follow-up');
  return { result, response, news, told };
};

const runsOf = ({ stack: { github } }: TourParts): number =>
  github.runs().length;

const success: Stop = {
  title: 'A deploy that succeeds',
  visit: async (parts) => {
    const { check, stack } = parts;
    const { result, response, news } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    check('deferred within 3 s', result.acknowledgement?.kind === 'deferred');
    await response(/Succeeded/);
    const outcome = await news(/Succeeded/);
    check(
      'one new message notifies the requester',
      outcome.pings.users.includes(stack.discord.members.operator.id),
    );
    const [run] = stack.github.runs();
    check(
      'the run carries the requester',
      run?.inputs['requester'] !== undefined,
    );
  },
};

const failure: Stop = {
  title: 'A deploy that fails, with the log of the step that failed',
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
      'names the step that failed',
      textOf(message).includes('Upload to storage'),
    );
    parts.check('shows its log', textOf(message).includes('AccessDenied'));
  },
};

const timeout: Stop = {
  title: 'A deploy that takes too long, and its outcome later',
  visit: async (parts) => {
    const { github } = parts.stack;
    github.planNext({ hang: 'Upload to storage' });
    const { response, news } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    const late = await response(/still|longer|time/i);
    parts.check(
      'says that it goes on watching',
      !/Succeeded/.test(textOf(late)),
    );
    const [run] = github.runs();
    if (run !== undefined) github.release(run.id);
    parts.note('on GitHub the run goes on');
    await news(/Succeeded/);
    parts.check('the outcome arrives all the same', true);
  },
};

const refusal: Stop = {
  title: 'A URL that must not be called',
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
    parts.check('refused, for the person alone', message.ephemeral);
    parts.check('nothing was started', runsOf(parts) === before);
    const denied = await start(parts, {
      name: 'deploy-client',
      member: 'member',
    });
    const answer = await denied.response(/./);
    parts.check(
      'a plain member may not deploy',
      answer.ephemeral && runsOf(parts) === before,
    );
  },
};

/** The button that cancels, whatever else the message offers. */
const cancelButton = ({ components }: MessageView): string =>
  flatten(components, '')
    .filter(({ component }) => /^Cancel/.test(String(component['label'])))
    .map(({ component }) => String(component['custom_id']))[0] ?? '';

const duplicate: Stop = {
  title: 'The same command delivered twice, and a button pressed twice',
  visit: async (parts) => {
    const { discord, github } = parts.stack;
    const before = runsOf(parts);
    github.planNext({ hang: 'Upload to storage' });
    discord.faults.add({ kind: 'duplicate-delivery' });
    const { response, news, told } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    const message = await response(/Cancel/);
    parts.check('one run was started', runsOf(parts) === before + 1);
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
    parts.check('its outcome is told once', told().length === 1);
  },
};

const restart: Stop = {
  title:
    'The app is killed while a run goes on, and started again after it ended',
  visit: async (parts) => {
    const { app, github } = parts.stack;
    github.planNext({ hang: 'Upload to storage' });
    const { response, news, told } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    await response(/deploy/i);
    await app.kill();
    parts.note('the app is killed (SIGKILL); on GitHub the run ends');
    const [run] = github.runs();
    if (run !== undefined) github.finish(run.id, 'success');
    await app.start();
    parts.note('the app is started again');
    await news(/Succeeded/);
    parts.check('the outcome is told once', told().length === 1);
  },
};

const lostAnswer: Stop = {
  title: 'GitHub starts the run, but its answer is lost',
  visit: async (parts) => {
    const { github } = parts.stack;
    const before = runsOf(parts);
    github.fail('POST /dispatches', { kind: 'drop-after' });
    const { response, news } = await start(parts, {
      name: 'deploy-client',
      options: { wait: true },
    });
    await news(/Succeeded/);
    parts.check('one run was started, not two', runsOf(parts) === before + 1);
    const [run] = github.runs();
    const message = await response(/Succeeded/);
    parts.check(
      'it was found by its id',
      textOf(message).includes(String(run?.id)),
    );
  },
};

const brief: Stop = {
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

const status: Stop = {
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

const digest: Stop = {
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

export const STOPS: readonly Stop[] = [
  success,
  failure,
  timeout,
  refusal,
  duplicate,
  restart,
  lostAnswer,
  brief,
  status,
  digest,
];
