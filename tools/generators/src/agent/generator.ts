import {
  generateFiles,
  joinPathFragments,
  logger,
  type Tree,
} from '@nx/devkit';
import { agentNames } from './names.ts';

/** See `schema.json`. */
export interface AgentOptions {
  readonly command: string;
  readonly workflow?: string;
  readonly directory?: string;
}

const CONFIG = 'yardmaster.config.ts';
const OTHER_CONFIGS = ['yardmaster.config.js', 'yardmaster.config.json'];

/** Writes an agent and its test, and a `yardmaster.config.ts` that lists it if there is no configuration file yet. */
export async function generateAgent(
  tree: Tree,
  { command, workflow, directory = 'agents' }: AgentOptions,
): Promise<void> {
  const names = agentNames(command);
  const path = joinPathFragments(directory, `${command}.ts`);
  if (tree.exists(path))
    throw new Error(`${path} already exists. Choose another command.`);
  const files = joinPathFragments(
    import.meta.dirname,
    workflow === undefined ? 'files/answering' : 'files/starting',
  );
  generateFiles(tree, files, directory, { ...names, workflow });

  const source = `./${path}`;
  const existing = [CONFIG, ...OTHER_CONFIGS].find((name) => tree.exists(name));
  if (existing === undefined)
    generateFiles(
      tree,
      joinPathFragments(import.meta.dirname, 'files/config'),
      '.',
      { ...names, workflow, source },
    );
  else
    logger.info(
      [
        `Add it to ${existing}:`,
        ...(workflow === undefined
          ? []
          : [`  workflows: { ${names.id}: { file: '${workflow}' } },`]),
        `  agents: ['${source}'],`,
      ].join('\n'),
    );
}
