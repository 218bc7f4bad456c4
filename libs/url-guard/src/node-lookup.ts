import { lookup } from 'node:dns/promises';
import type { Lookup } from './resolve.ts';

/** Asks the operating system, as every other connection of this process does: hosts file, search list and DNS. */
export const nodeLookup: Lookup = (hostname) =>
  lookup(hostname, { all: true, order: 'verbatim' });
