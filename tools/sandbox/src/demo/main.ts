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

function checkLine(what: string, ok: boolean): string {
  return `            ${ok ? '✔' : '✘ FAILED:'} ${what}`;
}

async function visit(
  stop: Stop,
  number: number,
  parts: Omit<TourParts, 'check' | 'note'>,
): Promise<{ checks: number; faults: number }> {
  let checks = 0;
  let faults = 0;
  function check(what: string, ok: boolean): void {
    checks += 1;
    if (!ok) faults += 1;
    print(checkLine(what, ok));
  }
  const note = (what: string): void => print(`            — ${what}`);
  print(`\n━━ ${number}. ${stop.title}`);
  try {
    await stop.visit({ ...parts, check, note });
  } catch (error) {
    check(error instanceof Error ? error.message : String(error), false);
  }
  return { checks, faults };
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
  if (app === undefined) throw new Error('The demo needs the app.');
  print(
    'Yardmaster between a local Discord and a local GitHub, as Discord sees it.',
  );
  const stop = printTranscript(discord, print);
  const picturePath = resolve('.yardmaster', 'demo-digest.png');
  async function keepPicture(bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(picturePath), { recursive: true });
    await writeFile(picturePath, bytes);
    print(`            Picture: ${picturePath}`);
  }
  let checks = 0;
  let faults = 0;
  const atEnd: (readonly [what: string, isOk: () => boolean])[] = [];
  try {
    for (const [index, next] of STOPS.entries()) {
      const result = await visit(next, index + 1, {
        stack: { ...stack, app },
        keepPicture,
        checkAtEnd: (what, isOk) => void atEnd.push([what, isOk]),
      });
      checks += result.checks;
      faults += result.faults;
    }
    await app.stop();
    print('\n━━ After the app has stopped');
    for (const [what, isOk] of atEnd) {
      checks += 1;
      const ok = isOk();
      if (!ok) faults += 1;
      print(checkLine(what, ok));
    }
  } finally {
    stop();
    await stack.close();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  print(
    faults === 0
      ? `\n✔ All ${checks} checks passed in ${seconds} s.`
      : `\n✘ ${faults} of ${checks} checks failed.`,
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
