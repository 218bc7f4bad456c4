import { locate, type Search } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import { defineCommand, type Reply } from '../command/agent.ts';
import { shortId } from '../journal/invocation.ts';
import { createReport, type Report } from '../report/report.ts';
import { failureSentence } from '../report/run-words.ts';

/** Which command an action is about: its correlation id. */
export const invocationInput = {
  invocation: z.uuid().describe('Id of the command'),
};

/** Looks once more for the run of a dispatch whose response was lost: a button. */
export const lookAgainCommand = defineCommand({
  command: 'look-again',
  description: 'Look again for the run of a command',
  effect: 'read',
  visibility: 'ephemeral',
  input: z.object(invocationInput),
  examples: [],
  async run({ invocation: id }, { core: { github, journal }, signal }) {
    const follow = await journal.getFollow(id);
    if (follow === null)
      return reply('failed', {
        title: 'Not possible',
        tone: 'warning',
        summary: `No workflow was started for ${shortId(id)}.`,
      });
    if (follow.runId !== null && follow.runUrl !== null)
      return reply('answered', found(follow.runUrl));
    // Written by `searchToJson` alone; the shape is the dispatcher's own.
    const search = follow.search as Search | null;
    if (search === null)
      return reply('failed', {
        title: 'Not possible',
        tone: 'warning',
        summary: `Nothing is known of the run of ${shortId(id)}.`,
      });
    const result = await locate(github, search, { signal });
    switch (result.kind) {
      case 'found':
        await journal.setRun(id, result.run.id, result.run.url);
        return reply('answered', found(result.run.url));
      case 'several':
        return reply('ambiguous', {
          title: 'Not certain',
          tone: 'warning',
          summary:
            'Several runs could be this one. Check which one it is before you start it again.',
          links: result.candidates.map(({ id: runId, url }) => ({
            label: `Run ${runId}`,
            url,
          })),
        });
      case 'none':
        return reply('ambiguous', {
          title: 'No run found',
          tone: 'warning',
          summary: `GitHub still lists no run with the id ${shortId(id)}. It is safe to start it again only if none appears.`,
          actions: [
            { kind: 'look_again', invocationId: id },
            { kind: 'start_again', invocationId: id },
          ],
        });
      case 'failed':
        return reply('error', {
          title: 'GitHub did not answer',
          tone: 'failure',
          summary: failureSentence(result.failure),
        });
    }
  },
});

function found(url: string) {
  return {
    title: 'Run found',
    tone: 'info',
    summary: 'The run was started. Follow it on GitHub.',
    links: [{ label: 'View run', url }],
  } as const;
}

function reply(
  outcome: Reply['outcome'],
  parts: Parameters<typeof createReport>[0],
): Reply {
  const report: Report = createReport({
    ...parts,
    data: { outcome, message: String(parts.summary ?? parts.title) },
  });
  return { outcome, report };
}
