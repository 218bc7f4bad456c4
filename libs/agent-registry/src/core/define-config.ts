import type { FileContent } from '../config/schema/file.ts';
import type { AgentSource } from './load-agents.ts';

/** The contents of `yardmaster.config.{ts,js,json}`. No secrets: those come from the environment, which overrides the file. */
export interface FileConfig extends Omit<FileContent, 'agents'> {
  /** Your own agents: paths of modules that export `agent`, relative to the file, or the agents themselves. */
  readonly agents?: readonly (string | AgentSource)[];
}

/** Types the configuration as you write it; it is checked when Yardmaster starts. */
export function defineConfig(config: FileConfig): FileConfig {
  return config;
}
