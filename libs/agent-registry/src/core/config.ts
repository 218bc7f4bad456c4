export {
  type Config,
  type DigestConfig,
  type GitHubAuth,
  type WorkflowConfig,
} from '../config/configuration.ts';
export type { Env } from '../config/environment.ts';
export { configWarnings } from '../config/warnings.ts';
export { decodeText, withEnvFile } from '../config/text-file.ts';
export { describeFaults, type ConfigFault } from '../config/fault.ts';
export {
  loadConfig,
  type LoadConfigOptions,
  type LoadedConfig,
} from './load-config.ts';
export {
  REDACTED,
  createRedactor,
  secretsOf,
  type Redactor,
} from '../config/redact.ts';
export {
  CONFIG_PARTS,
  VARIABLES,
  VARIABLE_NAMES,
  type ConfigPart,
  type Variable,
  type VariableName,
} from '../config/variables.ts';
export type { Setup } from './setup.ts';
