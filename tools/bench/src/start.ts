import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalGitHub } from '@yardmaster/sandbox/github';
import { buildPrograms, CLI, LONELY, startApp } from './harness/app.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { listenTo, memoryOf, startNode } from './harness/process.ts';
import {
  formatNumber,
  ratioTarget,
  type Table,
  type Target,
} from './harness/report.ts';
import { interleave } from './harness/rounds.ts';
import { median } from './harness/statistics.ts';

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** Stands in what it prints. */
  readonly says: string;
}

const NOTHING: Command = { name: 'node -e 0', args: ['-e', '0'], says: '' };
const HELP: Command = {
  name: 'yardmaster --help',
  args: [CLI, '--help'],
  says: 'deploy-client',
};
const AGENTS: Command = {
  name: 'yardmaster agents',
  args: [CLI, 'agents'],
  says: 'deploy_client',
};
const STATUS: Command = {
  name: 'yardmaster status',
  args: [CLI, 'status'],
  says: 'Client Deploy',
};
const SETTLED_AFTER_MS = 1_500;

/** How long a person, or a deployment, waits for the programs as they are published. */
export const start: Benchmark = {
  name: 'start',
  async run({ quick }) {
    buildPrograms();
    const folder = await mkdtemp(join(tmpdir(), 'yardmaster-bench-'));
    const github = await startLocalGitHub();
    for (let runs = 0; runs < 3; runs += 1)
      github.finish(github.startRun({ event: 'workflow_dispatch' }).id);
    const env = {
      ...LONELY,
      // A clone runs its source; what is measured is what is published.
      YARDMASTER_BUNDLE: '1',
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: github.token,
      GITHUB_REPOSITORY: github.repository,
      DATABASE_URL: `file:${join(folder, 'journal.db')}`,
    };
    const runs = quick ? 3 : 15;
    const commands = [NOTHING, HELP, AGENTS, STATUS];
    try {
      for (const command of commands) await time(command, env, folder);
      const times = await interleave(commands, runs, (command) =>
        time(command, env, folder),
      );
      const apps = await interleave([{ name: 'app' }], quick ? 2 : 9, () =>
        startOnce(env),
      );
      return report(times, apps.get('app') ?? []);
    } finally {
      await github.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Milliseconds from spawn to exit. */
async function time(
  { name, args, says }: Command,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<number> {
  const started = performance.now();
  const child = startNode({ args, env, cwd });
  const { said } = listenTo(child);
  const [code] = (await once(child, 'close')) as [number | null];
  const elapsed = performance.now() - started;
  if (code !== 0 || !said().includes(says))
    throw new Error(`${name} ended with ${code} and said: ${said()}`);
  return elapsed;
}

interface Started {
  readonly readyAfter: number;
  readonly memory: number;
}

async function startOnce(
  env: Readonly<Record<string, string>>,
): Promise<Started> {
  const app = await startApp(env);
  await sleep(SETTLED_AFTER_MS);
  const memory = memoryOf(app.pid);
  await app.stop();
  return { readyAfter: app.readyAfter, memory };
}

function report(
  times: ReadonlyMap<string, readonly number[]>,
  apps: readonly Started[],
): { tables: Table[]; targets: Target[] } {
  const nothing = median(times.get(NOTHING.name) ?? []);
  const over = (name: string) =>
    (times.get(name) ?? []).map((ms) => ms - nothing);
  const commands: Table = {
    title: 'A command in the terminal, from spawn to exit',
    subject: 'command',
    ratio: { column: 0, to: NOTHING.name },
    columns: [
      { name: 'ms', digits: 0 },
      { name: 'ms over node -e 0', digits: 0 },
    ],
    rows: [...times].map(([name, rounds]) => ({
      name,
      cells: [rounds, name === NOTHING.name ? null : over(name)],
    })),
    notes: [
      'Built programs; what each printed was checked. `status` asks a local GitHub.',
    ],
  };
  const ready = apps.map((one) => one.readyAfter);
  const memory = apps.map((one) => one.memory);
  const app: Table = {
    title: 'The Discord app',
    subject: '',
    columns: [{ name: 'figure', digits: 0 }],
    rows: [
      { name: 'from spawn to ready, ms', cells: [ready] },
      { name: 'resident when idle, MB', cells: [memory] },
    ],
    notes: ['Ready is the first 200 of `/readyz`, asked every 5 ms.'],
  };
  return {
    tables: [commands, app],
    targets: [
      ...(
        [
          [HELP.name, 2],
          [AGENTS.name, 3],
        ] as const
      ).map(([name, atMost]) =>
        ratioTarget({
          name: `\`${name}\``,
          values: times.get(name) ?? [],
          reference: times.get(NOTHING.name) ?? [],
          to: `\`${NOTHING.name}\``,
          limit: { atMost },
        }),
      ),
      ratioTarget({
        name: 'the app is ready',
        values: ready,
        reference: times.get(NOTHING.name) ?? [],
        to: `\`${NOTHING.name}\``,
        limit: { atMost: 4 },
      }),
      {
        name: 'the app, idle',
        wanted: 'under 100 MB',
        reached: `${formatNumber(median(memory))} MB`,
        met: median(memory) <= 100,
      },
    ],
  };
}
