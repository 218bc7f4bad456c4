import { z } from 'zod';
import {
  defineAgent,
  defineCommand,
  type Agent,
  type Command,
} from '../command/agent.ts';
import { createReport } from '../report/report.ts';

/** A command that answers at once and starts nothing, changed by `change`. */
export function createTestCommand(
  change: Partial<Omit<Command, 'input'>> & { readonly input?: z.ZodObject },
): Command {
  return defineCommand({
    command: 'wave',
    description: 'Wave at someone',
    effect: 'read',
    visibility: 'public',
    input: z.object({}),
    examples: [],
    run: async () => ({
      outcome: 'answered',
      report: createReport({ title: 'Hello', tone: 'info' }),
    }),
    ...change,
  });
}

/** As `createTestCommand`, for an agent. */
export function createTestAgent(
  change: Partial<Omit<Agent, 'input'>> & { readonly input?: z.ZodObject },
): Agent {
  return defineAgent({
    id: 'waver',
    name: 'Wave',
    ...createTestCommand(change),
    ...change,
  });
}
