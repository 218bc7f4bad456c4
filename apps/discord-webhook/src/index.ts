export { createDiscordRest, type DiscordRestOptions } from './discord-rest.ts';
export { createLog, type Log } from './log.ts';
export { createRedact, type Redact } from './redact.ts';
export { startApp, type RunningApp, type StartOptions } from './start.ts';
