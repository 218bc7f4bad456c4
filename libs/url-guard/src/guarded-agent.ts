import type { Socket } from 'node:net';
import type { Agent, buildConnector } from 'undici';
import * as installed from 'undici';
import { nodeLookup } from './node-lookup.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { refuse, type UrlRefused } from './reason.ts';
import { resolveUrl, type Lookup, type ResolvedAddress } from './resolve.ts';
import { UrlRefusedError } from './url-refused-error.ts';
import { hostText, mayConnect, parseUrl } from './url.ts';

/** The parts of undici in use. Pass those of another major version to use it. */
export type Undici = Pick<
  typeof installed,
  'Agent' | 'buildConnector' | 'fetch' | 'Headers' | 'Response'
>;

export interface GuardedAgentOptions {
  /** Default: the undici that is installed next to this package. */
  readonly undici?: Undici;
  /** Every address of a name. Default: the operating system's. */
  readonly lookup?: Lookup;
  /** For looking up a name. Default 5,000. */
  readonly lookupTimeoutMs?: number;
  /** For reaching an address, TLS included. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Certificates (PEM) of the authorities that are trusted instead of the well-known ones. */
  readonly ca?: string | readonly string[];
  /** Connections to one origin at the same time. Default: no limit. */
  readonly connections?: number;
  /** How long an idle connection is kept. Default 4,000. */
  readonly keepAliveTimeoutMs?: number;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** Settings of undici's own agents that bypass the guard. */
const BYPASSES: Readonly<Record<string, 'socket_path' | 'proxy_not_allowed'>> =
  {
    socketPath: 'socket_path',
    connect: 'socket_path',
    dispatcher: 'proxy_not_allowed',
    factory: 'proxy_not_allowed',
    proxy: 'proxy_not_allowed',
    uri: 'proxy_not_allowed',
  };

/**
 * An undici Agent that reaches only what the policy allows. The guard sits where connections are made, so it holds
 * under any interceptor: each connection's host is judged, all its DNS answers are judged, only those are dialled,
 * and the address that answered is judged again. The caller closes it.
 *
 * @throws {UrlRefusedError} for options that would bypass the guard: a socket path, a proxy, another dispatcher.
 */
export function createGuardedAgent(
  policy: Policy = DEFAULT_POLICY,
  options: GuardedAgentOptions = {},
): Agent {
  for (const name of Object.keys(options)) {
    const reason = BYPASSES[name];
    if (reason !== undefined)
      throw new UrlRefusedError(refuse(reason, { option: name }));
  }
  const { undici = installed, connections, keepAliveTimeoutMs } = options;
  return new undici.Agent({
    connect: createConnector(policy, options, undici),
    ...(connections !== undefined && { connections }),
    ...(keepAliveTimeoutMs !== undefined && {
      keepAliveTimeout: keepAliveTimeoutMs,
    }),
  });
}

function createConnector(
  policy: Policy,
  options: GuardedAgentOptions,
  undici: Undici,
): buildConnector.connector {
  const { ca, lookup = nodeLookup, lookupTimeoutMs } = options;

  async function connect(
    target: buildConnector.Options,
  ): Promise<Socket | UrlRefused> {
    const { protocol, hostname, port, servername } = target;
    const host = hostname.includes(':')
      ? `[${hostname.replace(/^\[|\]$/g, '')}]`
      : hostname;
    const accepted = parseUrl(
      `${protocol}//${host}${port === '' ? '' : `:${port}`}`,
      policy,
    );
    if (!accepted.ok) return accepted;
    const resolved = await resolveUrl(accepted, {
      lookup,
      ...(lookupTimeoutMs !== undefined && { timeoutMs: lookupTimeoutMs }),
    });
    if (!resolved.ok) return resolved;

    // One connector per connection, because a connector's look-up does not know the port.
    const dial = undici.buildConnector({
      lookup: pinned(resolved.addresses),
      timeout: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
      maxCachedSessions: 0,
      allowH2: false,
      ...(ca !== undefined && { ca: [ca].flat() }),
    });
    const socket = await new Promise<Socket>((resolve, reject) => {
      dial(
        {
          protocol,
          hostname: hostText(accepted.host),
          host: target.host ?? hostname,
          port,
          // Over plain HTTP undici 8 dials the server name if it differs from the host; only TLS needs it.
          ...(protocol === 'https:' && servername && { servername }),
        },
        (error, opened) => (error ? reject(error) : resolve(opened)),
      );
    });
    const { remoteAddress } = socket;
    if (remoteAddress !== undefined && mayConnect(accepted, remoteAddress))
      return socket;
    socket.destroy();
    return refuse('connect_not_public', { address: remoteAddress ?? 'none' });
  }

  return (target, callback) => {
    connect(target).then(
      (outcome) =>
        'reason' in outcome
          ? callback(new UrlRefusedError(outcome), null)
          : callback(null, outcome),
      (error: unknown) =>
        callback(
          error instanceof Error ? error : new Error(String(error)),
          null,
        ),
    );
  };
}

type LookupFunction = NonNullable<
  Extract<buildConnector.BuildOptions, { lookup?: unknown }>['lookup']
>;

/** Calls back with the judged addresses, whatever the name, and never synchronously. */
function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    process.nextTick(() => {
      const [first] = addresses;
      if (options.all || first === undefined) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}
