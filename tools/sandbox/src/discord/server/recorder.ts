import type { Clock } from '../wire/clock.ts';

/** A request as it went over the wire, secrets included: for assertions, never for print. */
export interface RawExchange {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly responseHeaders: Record<string, string>;
  readonly responseBody: string;
}

export interface RequestRecord {
  readonly id: number;
  readonly at: string;
  /** `out`: Discord calls the interactions endpoint. `in`: the app calls Discord's API. */
  readonly direction: 'out' | 'in';
  /** What the request is, such as `original.edit`; see `Operation`. */
  readonly operation: string;
  readonly method: string;
  /** Interaction tokens are replaced by `…`. */
  readonly path: string;
  readonly headers: Record<string, string>;
  /** The body as text; a multipart body as its `payload_json` and a list of its files. */
  readonly body: string;
  readonly status: number;
  readonly responseHeaders: Record<string, string>;
  readonly responseBody: string;
  readonly elapsedMs: number;
  /** The interaction that the request belongs to, where it names one. */
  readonly interactionId?: string;
  readonly raw: RawExchange;
}

export interface Recorder {
  readonly all: () => readonly RequestRecord[];
  readonly add: (record: Omit<RequestRecord, 'id' | 'at'>) => RequestRecord;
}

const KEPT = 5000;

/** Hides the token of `/webhooks/{application}/{token}` and `/interactions/{id}/{token}`. */
export function redactPath(path: string): string {
  return path.replace(/\/(webhooks|interactions)\/(\d+)\/[^/?]+/, '/$1/$2/…');
}

export function redactHeaders(
  headers: Record<string, string>,
): Record<string, string> {
  return 'authorization' in headers
    ? {
        ...headers,
        authorization: `${headers['authorization']?.split(' ')[0] ?? ''} …`,
      }
    : headers;
}

/** Hides interaction tokens in JSON text. */
export function redactBody(text: string): string {
  return text.replaceAll(/("token"\s*:\s*")[^"]+"/g, '$1…"');
}

export function createRecorder(clock: Clock): Recorder {
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
}
