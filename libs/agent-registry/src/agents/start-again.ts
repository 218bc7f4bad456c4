import { z } from 'zod';
import { defineCommand, type Command } from '../command/agent.ts';
import { parseInput } from '../command/parse-input.ts';
import type { Registry } from '../command/registry.ts';
import { shortId } from '../journal/invocation.ts';
import { createReport } from '../report/report.ts';
import { invocationInput } from './look-again.ts';

/**
 * Gives the command of an earlier invocation again, as a new one with the same input: a button beside a dispatch that is
 * not certain to have started anything.
 */
export function createStartAgainCommand(registry: () => Registry): Command {
  return defineCommand({
    command: 'start-again',
    description: 'Start a command again',
    effect: 'write',
    visibility: 'public',
    input: z.object(invocationInput),
    examples: [],
    defers: () => true,
    async run({ invocation: id }, context) {
      const [earlier] = await context.core.journal.findInvocations(id);
      const refuse = (summary: string) => ({
        outcome: 'failed' as const,
        report: createReport({
          title: 'Not started',
          tone: 'warning',
          summary,
          data: { outcome: 'failed', message: summary },
        }),
      });
      if (earlier === undefined)
        return refuse(`There is no command ${shortId(id)}.`);
      if (earlier.outcome !== 'ambiguous')
        return refuse(
          `${shortId(id)} is not uncertain any more: only a command that may not have started can be started again here.`,
        );
      const command = registry().byCommand(earlier.command);
      const parsed =
        command === undefined ? undefined : parseInput(command, earlier.input);
      if (command === undefined || parsed?.ok !== true)
        return refuse(
          `/${earlier.command} does not accept the input of ${shortId(id)} any more. Give the command itself.`,
        );
      return command.run(parsed.input, context);
    },
  });
}
