import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

const MAX_LOGGED = 1000;

/** Logs a channel that accepts no messages once per missing permission, and counts every message it refused. */
export function createClosedChannelLog(
  log: Log,
  metrics: Pick<Metrics, 'channelClosed'>,
) {
  const logged = new Set<string>();
  return (closed: {
    readonly channelId: string;
    readonly missingPermission: string;
    readonly reason: string;
  }): void => {
    metrics.channelClosed();
    const key = `${closed.channelId} ${closed.missingPermission}`;
    if (logged.has(key)) return;
    if (logged.size >= MAX_LOGGED) logged.clear();
    logged.add(key);
    log.error(closed, 'a channel accepts no messages from the bot');
  };
}
