export { createLog, type Log } from './log.ts';
export { createRedact, type Redact } from './redact.ts';
export { startApp, type RunningApp, type StartOptions } from './start.ts';
