export { EXIT, type ExitCode } from './exit-code.ts';
export { runCli } from './run.ts';
export type { Output, Terminal } from './terminal.ts';
