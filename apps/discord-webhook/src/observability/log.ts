import {
  pino,
  stdSerializers,
  type DestinationStream,
  type Logger,
} from 'pino';
import type { Redact } from './redact.ts';

export type Log = Logger;

/** Reports something that a person who runs the app should know. */
export type Warn = (
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

/**
 * Structured logs, one JSON object a line. The whole line goes through `redact` before it leaves, so that no field and no
 * error, however deep, carries a secret out.
 */
export function createLog(
  level: string,
  redact: Redact,
  destination?: DestinationStream,
): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: stdSerializers.err },
    hooks: { streamWrite: redact },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
