import type { Command } from 'commander';
import { printJson, type Session } from '../cli/session.ts';

const TOPICS = {
  environment: 'variables that Yardmaster reads',
  'exit-codes': 'what each exit code means',
} as const;
type Topic = keyof typeof TOPICS;

/** For the end of the program's help. */
export const HELP_TOPICS = Object.entries(TOPICS)
  .map(([topic, about]) => `  ${`yardmaster help ${topic}`.padEnd(32)}${about}`)
  .join('\n');

/** `help`, `help <command>` and the topics that belong to no command. */
export function addHelp(program: Command, session: Session): void {
  program
    .command('help')
    .description('Show help for a command or a topic')
    .usage('[command] [flags]')
    .argument('[command...]', 'command or topic')
    .addHelpText(
      'after',
      `\nTopics:\n${HELP_TOPICS}\n\nExamples:\n  $ yardmaster help journal list\n  $ yardmaster help exit-codes\n`,
    )
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
}

function isTopic(word: string): word is Topic {
  return Object.hasOwn(TOPICS, word);
}
