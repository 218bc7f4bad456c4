export { EXIT, type ExitCode } from './cli/exit-code.ts';
export { runCli } from './run.ts';
export type { Output, Terminal } from './terminal/terminal.ts';
