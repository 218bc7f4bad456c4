import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createHistory } from '../github/index.ts';
import { startStack } from '../stack/stack.ts';
import type { Stop, TourParts } from './stops/stop.ts';
import { STOPS } from './tour.ts';
import { printTranscript } from './transcript.ts';

/** Long enough for a run at this pace on a busy machine, short enough to wait for. */
const FOLLOW_TIMEOUT_SECONDS = '7';
const PACE_MS = 100;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function visit(
  stop: Stop,
  number: number,
  parts: Omit<TourParts, 'check' | 'note'>,
): Promise<number> {
  let faults = 0;
  function check(what: string, ok: boolean): void {
    if (!ok) faults += 1;
    print(`            ${ok ? '✔' : '✘ NOT SO:'} ${what}`);
  }
  const note = (what: string): void => print(`            — ${what}`);
  print(`\n━━ ${number}. ${stop.title}`);
  try {
    await stop.visit({ ...parts, check, note });
  } catch (error) {
    check(error instanceof Error ? error.message : String(error), false);
  }
  return faults;
}

async function main(): Promise<number> {
  const started = performance.now();
  const output: string[] = [];
  const now = Date.now();
  const stack = await startStack({
    github: {
      pace: PACE_MS,
      seed: ['client-deploy.yml', 'diagnose.yml'].flatMap((workflow, index) =>
        createHistory({
          workflow,
          endingAt: now,
          seed: index + 1,
          failSteps: [],
        }),
      ),
    },
    env: {
      FOLLOW_TIMEOUT_SECONDS,
      POLL_INTERVAL_SECONDS: '1',
      LOG_LEVEL: 'warn',
    },
    onAppLine: (line) => output.push(line),
  });
  const { app, discord } = stack;
  if (app === undefined) throw new Error('The tour needs the app.');
  print(
    'Yardmaster, its Discord and its GitHub on this machine: what Discord sent and received.',
  );
  const stop = printTranscript(discord, print);
  const picturePath = resolve('.yardmaster', 'demo-digest.png');
  async function keepPicture(bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(picturePath), { recursive: true });
    await writeFile(picturePath, bytes);
    print(`            The picture: ${picturePath}`);
  }
  let faults = 0;
  try {
    for (const [index, next] of STOPS.entries()) {
      faults += await visit(next, index + 1, {
        stack: { ...stack, app },
        keepPicture,
      });
    }
  } finally {
    stop();
    await stack.close();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  print(
    faults === 0
      ? `\nAll as it should be, in ${seconds} s.`
      : `\n${faults} things are not as they should be.`,
  );
  if (faults > 0)
    for (const line of output) process.stderr.write(`app: ${line}\n`);
  return faults === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `The demo could not run: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  },
);
