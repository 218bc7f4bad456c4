export { createLog, type Log } from './observability/log.ts';
export { createRedact, type Redact } from './observability/redact.ts';
export { startApp, type RunningApp, type StartOptions } from './start.ts';
