/** One request to Discord's REST API. */
export interface DiscordCall {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE';
  /** From `Routes` of discord-api-types. */
  readonly route: `/${string}`;
  /** `bot`, or the interaction's token that the route contains; the token is a secret. */
  readonly auth: 'bot' | { readonly interactionToken: string };
  /** True if sending the request twice has the effect of sending it once. */
  readonly repeatable: boolean;
  readonly body?: object | undefined;
  readonly files?: readonly DiscordFile[] | undefined;
  readonly query?: URLSearchParams | undefined;
}

export interface DiscordFile {
  readonly name: string;
  readonly contentType: string;
  readonly data: Uint8Array;
}
