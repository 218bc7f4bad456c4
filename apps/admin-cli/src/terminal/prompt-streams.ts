import { Writable, type Readable } from 'node:stream';
import type { Terminal } from './terminal.ts';

/** What prompts read from and draw on: the terminal's own streams, in the form that a prompt library wants. */
export function promptStreams({ stdin, stdout }: Terminal): {
  readonly input: Readable;
  readonly output: Writable;
} {
  const output = new Writable({
    write(chunk, _encoding, done) {
      stdout.write(String(chunk));
      done();
    },
  });
  return {
    input: stdin,
    output: Object.assign(output, {
      isTTY: stdout.isTTY === true,
      columns: stdout.columns ?? 80,
      rows: stdout.rows ?? 24,
    }),
  };
}
