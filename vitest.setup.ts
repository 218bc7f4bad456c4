import { format } from 'node:util';
import { afterEach, beforeEach } from 'vitest';

// A test that expects output replaces the method with a spy of its own (vi.spyOn(console, 'warn').mockReturnValue()).
// Anything else on the console is a leftover or an unnoticed warning, and fails the test that printed it.

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
const printed: string[] = [];

for (const method of METHODS)
  console[method] = (...values: unknown[]) => {
    printed.push(`console.${method}: ${format(...values)}`);
  };

beforeEach(() => {
  printed.length = 0;
});

afterEach(() => {
  if (printed.length > 0)
    throw new Error(
      `The test printed to the console. Remove the output, or spy on the method.\n${printed.join('\n')}`,
    );
});
