import {
  pino,
  stdSerializers,
  type DestinationStream,
  type Logger,
} from 'pino';
import type { Redact } from './redact.ts';

export type Log = Logger;

/** Logs something that operators should know. */
export type Warn = (
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

/**
 * Structured logs, one JSON object per line. The whole line is redacted before it is written, so that no field and no
 * nested error contains a secret.
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
