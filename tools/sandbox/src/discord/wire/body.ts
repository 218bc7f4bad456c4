import { apiError, invalidForm, type ApiError } from './api-error.ts';
import { isObject, parseJson, type JsonObject } from './json.ts';

export interface UploadedFile {
  /** n of `files[n]`; attachments refer to it by this id. */
  readonly index: number;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface ParsedBody {
  readonly payload: JsonObject;
  /** For bodies that are lists, such as the bulk overwrite of commands. */
  readonly list?: readonly unknown[];
  readonly files: readonly UploadedFile[];
  /** The body as people read it: the JSON, and the names and sizes of files. */
  readonly text: string;
}

export type BodyResult =
  | { readonly ok: true; readonly body: ParsedBody }
  | { readonly ok: false; readonly error: ApiError; readonly text: string };

const EMPTY: ParsedBody = { payload: {}, files: [], text: '' };

async function parseMultipart(
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<BodyResult> {
  const form = await new Response(bytes, {
    headers: { 'content-type': contentType },
  }).formData();
  const files: UploadedFile[] = [];
  let payload: unknown = {};
  for (const [name, value] of form) {
    if (name === 'payload_json') {
      payload = parseJson(
        typeof value === 'string' ? value : await value.text(),
      );
    } else if (typeof value !== 'string') {
      const index = /^files\[(\d+)\]$/.exec(name)?.[1];
      files.push({
        index: index === undefined ? files.length : Number(index),
        filename: value.name,
        contentType:
          value.type === '' ? 'application/octet-stream' : value.type,
        bytes: new Uint8Array(await value.arrayBuffer()),
      });
    }
  }
  const listed = files.map(
    (file) => `${file.filename} (${file.bytes.length} bytes)`,
  );
  const text = [JSON.stringify(payload), ...listed].join('\n');
  if (!isObject(payload)) {
    return { ok: false, error: apiError('invalidJson'), text };
  }
  return { ok: true, body: { payload, files, text } };
}

/**
 * Reads JSON or `multipart/form-data` with `payload_json` and `files[n]`.
 * https://docs.discord.com/developers/reference#uploading-files
 */
export async function parseBody(
  contentType: string | undefined,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<BodyResult> {
  if (bytes.length === 0) return { ok: true, body: EMPTY };
  const text = new TextDecoder().decode(bytes);
  if (contentType?.startsWith('multipart/form-data') === true) {
    try {
      return await parseMultipart(contentType, bytes);
    } catch {
      return { ok: false, error: apiError('invalidJson'), text };
    }
  }
  if (contentType?.startsWith('application/json') !== true) {
    const problem = {
      path: '_misc',
      code: 'CONTENT_TYPE_INVALID',
      message:
        'Expected "Content-Type" header to be one of {\'application/json\'}.',
    };
    return { ok: false, error: invalidForm([problem]), text };
  }
  const parsed = parseJson(text);
  if (Array.isArray(parsed)) {
    return { ok: true, body: { payload: {}, list: parsed, files: [], text } };
  }
  return isObject(parsed)
    ? { ok: true, body: { payload: parsed, files: [], text } }
    : { ok: false, error: apiError('invalidJson'), text };
}
