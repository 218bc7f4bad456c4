import type { Command } from 'commander';
import { addExamples } from '../cli/examples.ts';
import { printJson, type Session } from '../cli/session.ts';

const TOPICS = {
  environment: 'environment variables',
  'exit-codes': 'meaning of exit codes',
} as const;
type Topic = keyof typeof TOPICS;

/** For the end of the program's help. */
export const HELP_TOPICS = Object.entries(TOPICS)
  .map(([topic, about]) => `  ${`help ${topic}`.padEnd(18)}${about}`)
  .join('\n');

/** `help`, `help <command>` and the topics that belong to no command. */
export function addHelp(program: Command, session: Session): void {
  const help = program
    .command('help')
    .description('Show help for a command or a topic')
    .usage('[command] [flags]')
    .argument('[command...]', 'command or topic')
    .action(async (words: readonly string[]) => {
      const [topic = ''] = words;
      if (isTopic(topic)) {
        const { topicText } = await import('./help-topics.ts');
        const text = topicText(topic, session);
        if (session.json) return printJson(session, { topic, text });
        return void session.terminal.stdout.write(text);
      }
      let found = program;
      for (const word of words) {
        const next = found.commands.find(
          (one) => one.name() === word || one.aliases().includes(word),
        );
        if (next === undefined)
          return found.error(`'${word}'`, {
            code: 'commander.unknownCommand',
          });
        found = next;
      }
      found.outputHelp();
    });
  help.addHelpText('after', `\nTopics:\n${HELP_TOPICS}`);
  addExamples(help, [
    { args: 'help journal list' },
    { args: 'help exit-codes' },
  ]);
}

function isTopic(word: string): word is Topic {
  return Object.hasOwn(TOPICS, word);
}
