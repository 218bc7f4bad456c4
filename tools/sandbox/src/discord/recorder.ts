import type { Clock } from './clock.ts';

/** A request as it went over the wire, secrets included: for assertions, never for print. */
export interface RawExchange {
  path: string;
  headers: Record<string, string>;
  body: string;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

export interface RequestRecord {
  id: number;
  at: string;
  /** `out`: Discord calls the interactions endpoint. `in`: the app calls Discord's API. */
  direction: 'out' | 'in';
  /** What the request is, such as `original.edit`; see `Operation`. */
  operation: string;
  method: string;
  /** Interaction tokens are replaced by `…`. */
  path: string;
  headers: Record<string, string>;
  /** The body as text; a multipart body as its `payload_json` and a list of its files. */
  body: string;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  elapsedMs: number;
  /** The interaction that the request belongs to, where it names one. */
  interactionId?: string;
  raw: RawExchange;
}

export interface Recorder {
  all: () => readonly RequestRecord[];
  add: (record: Omit<RequestRecord, 'id' | 'at'>) => RequestRecord;
}

const KEPT = 5000;

/** Hides the token of `/webhooks/{application}/{token}` and `/interactions/{id}/{token}`. */
export const redactPath = (path: string): string =>
  path.replace(/\/(webhooks|interactions)\/(\d+)\/[^/?]+/, '/$1/$2/…');

export const redactHeaders = (
  headers: Record<string, string>,
): Record<string, string> =>
  'authorization' in headers
    ? {
        ...headers,
        authorization: `${headers['authorization']?.split(' ')[0] ?? ''} …`,
      }
    : headers;

/** Hides interaction tokens in JSON text. */
export const redactBody = (text: string): string =>
  text.replaceAll(/("token"\s*:\s*")[^"]+"/g, '$1…"');

export const createRecorder = (clock: Clock): Recorder => {
  const records: RequestRecord[] = [];
  let id = 0;
  return {
    all: () => records,
    add: (record) => {
      id += 1;
      const added = { ...record, id, at: new Date(clock()).toISOString() };
      records.push(added);
      if (records.length > KEPT) records.shift();
      return added;
    },
  };
};
