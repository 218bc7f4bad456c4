import {
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';
import type { Invocation } from '@yardmaster/agent-registry';
import type { GitHubCall } from '@yardmaster/github-dispatcher/octokit';

export interface DiscordRequest {
  readonly method: string;
  /** 0 if no response arrived. */
  readonly status: number;
  /** What a rate limit applies to, on 429. */
  readonly scope: string | null;
}

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** `valid`, or the fault. */
  signature(result: string): void;
  responded(kind: string, callback: number, ms: number): void;
  bodyRefused(route: string, reason: string): void;
  invocation(
    invocation: Pick<Invocation, 'command' | 'decision' | 'outcome'>,
  ): void;
  webhook(result: string): void;
  discordRequest(request: DiscordRequest): void;
  channelClosed(): void;
  githubRequest(call: Pick<GitHubCall, 'status' | 'charged'>): void;
}

export interface MetricsOptions {
  /** Called when the metrics are read. */
  readonly openFollows: () => Promise<number>;
}

/** Labels have few values, all of them ours: nothing that a sender chooses becomes a label. */
export function createMetrics({ openFollows }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const signatures = new Counter({
    name: 'yardmaster_signatures_total',
    help: 'Requests to /interactions by result of the signature check',
    labelNames: ['result'],
    registers,
  });
  const answers = new Histogram({
    name: 'yardmaster_first_answer_seconds',
    help: 'Time to the response to an interaction; Discord waits 3 s',
    labelNames: ['kind', 'callback'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 3],
    registers,
  });
  const bodies = new Counter({
    name: 'yardmaster_request_bodies_refused_total',
    help: 'Request bodies that were too large, incomplete, or evicted for others',
    labelNames: ['route', 'reason'],
    registers,
  });
  const invocations = new Counter({
    name: 'yardmaster_invocations_total',
    help: 'Invocations by decision and outcome; the outcome of a refusal is none',
    labelNames: ['command', 'decision', 'outcome'],
    registers,
  });
  const webhooks = new Counter({
    name: 'yardmaster_github_webhooks_total',
    help: 'Webhook deliveries from GitHub by kind or result',
    labelNames: ['result'],
    registers,
  });
  const discord = new Counter({
    name: 'yardmaster_discord_requests_total',
    help: 'Requests to Discord; status 0 means no response',
    labelNames: ['method', 'status'],
    registers,
  });
  const limited = new Counter({
    name: 'yardmaster_discord_rate_limited_total',
    help: 'Responses 429 from Discord by scope',
    labelNames: ['scope'],
    registers,
  });
  const closed = new Counter({
    name: 'yardmaster_discord_closed_channel_total',
    help: 'New messages that Discord refused because of the channel or its permissions',
    registers,
  });
  const github = new Counter({
    name: 'yardmaster_github_requests_total',
    help: 'Responses from GitHub; only charged ones count against the rate limit',
    labelNames: ['charged', 'status'],
    registers,
  });
  registry.registerMetric(
    new Gauge({
      name: 'yardmaster_follows_open',
      help: 'Runs being followed; NaN while the journal is unavailable',
      registers: [],
      async collect() {
        this.set(await openFollows().catch(() => Number.NaN));
      },
    }),
  );
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    signature: (result) => signatures.inc({ result }),
    responded: (kind, callback, ms) =>
      answers.observe({ kind, callback }, ms / 1000),
    bodyRefused: (route, reason) => bodies.inc({ route, reason }),
    invocation: ({ command, decision, outcome }) =>
      invocations.inc({ command, decision, outcome: outcome ?? 'none' }),
    webhook: (result) => webhooks.inc({ result }),
    discordRequest({ method, status, scope }) {
      discord.inc({ method, status });
      if (status === 429) limited.inc({ scope: scope ?? 'unknown' });
    },
    channelClosed: () => closed.inc(),
    githubRequest: ({ status, charged }) =>
      github.inc({ charged: String(charged), status }),
  };
}
