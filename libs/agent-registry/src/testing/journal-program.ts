/**
 * A process that uses a journal, for tests of several processes on one file:
 * `node journal-program.ts write|count FILE`. `write` adds invocations until it is killed, and prints the id of each
 * that has been written. `count` adds 50 to `failures` of the follow `shared`, one by one. Both print `open` first.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { Journal } from '../journal/journal.ts';
import { openSqliteJournal } from '../journal/sql/sqlite.ts';
import { countUp } from './count-up.ts';
import { createInvocation } from './contracts/records.ts';

const [task, path = ''] = process.argv.slice(2);

/** Straight to the pipe: what was printed before a kill has arrived. */
function print(line: string): void {
  writeSync(1, `${line}\n`);
}

async function write(journal: Journal): Promise<never> {
  for (;;) {
    const id = randomUUID();
    await journal.addInvocation(createInvocation({ id }));
    print(id);
  }
}

const journal = await openSqliteJournal({ path });
print('open');
if (task === 'write') await write(journal);
if (task === 'count') await countUp(journal, 50);
await journal.close();
