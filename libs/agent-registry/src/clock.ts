/** One notion of time in the whole core: `now()` in milliseconds since the epoch, and `schedule(ms, run)`. */
export { systemClock, type Clock } from '@yardmaster/github-dispatcher';
