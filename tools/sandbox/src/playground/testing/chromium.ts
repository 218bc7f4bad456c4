import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine, for the tests of the page; says so where there is none. */
export function findChromium(): string | undefined {
  const path = PLACES.find(canRun);
  if (path === undefined) {
    console.warn(
      'NOT RUN: the tests of the page need Chromium (Debian: apt-get install chromium).',
    );
  }
  return path;
}

export function launchChromium(executablePath?: string): Promise<Browser> {
  return chromium.launch({
    args: FLAGS,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
}
