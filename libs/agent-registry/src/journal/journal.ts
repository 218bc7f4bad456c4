import type { Follow } from './follow.ts';
import type {
  ReplyTarget,
  Invocation,
  Refusal,
  Surface,
} from './invocation.ts';
import type { Outcome } from '../report/outcome.ts';

/** What is to change of a follow; its version and id are the journal's. */
export type FollowChange = Partial<
  Omit<Follow, 'id' | 'version' | 'createdAt'>
>;

export interface InvocationFilter {
  readonly surface?: Surface;
  readonly command?: string;
  /** Requester's id or name, whole. */
  readonly requester?: string;
  readonly decision?: 'accepted' | Refusal;
  readonly outcome?: Outcome;
  /** Created at or after, milliseconds since the epoch. */
  readonly since?: number;
  /** Created before, milliseconds since the epoch: the next page of a longer list. */
  readonly before?: number;
  /** At most this many, newest first; default 50, at most 1,000. */
  readonly limit?: number;
}

export interface InvocationEnd {
  readonly outcome: Outcome;
  readonly detail?: string;
  readonly runId?: number;
  readonly runUrl?: string;
  readonly finishedAt: number;
}

/**
 * PORT. The durable store of what was asked, what is being watched and what was said. Every method is atomic; a method
 * that resolves has left this process: it outlives a kill. Adapters: `sqlite`, `postgres`.
 */
export interface Journal {
  /**
   * Adds an invocation, or names the one that already has the same surface and external id. This is what makes a
   * repeated delivery harmless.
   */
  addInvocation(
    invocation: Invocation,
  ): Promise<{ added: true } | { added: false; existing: Invocation }>;
  /** Adds invocations that have ended, in one transaction; those that are there already stay as they are. */
  addEnded(invocations: readonly Invocation[]): Promise<void>;
  /** By correlation id, or by the start of one (at least 4 characters): every invocation that fits, newest first, at most 10. */
  findInvocations(idOrPrefix: string): Promise<readonly Invocation[]>;
  listInvocations(filter: InvocationFilter): Promise<readonly Invocation[]>;
  /** Accepted invocations without an end and without a follow, created before `before`: a crash left them. */
  abandonedInvocations(before: number): Promise<readonly Invocation[]>;
  /** Records which run an invocation started, before it has ended. */
  setRun(id: string, runId: number, runUrl: string): Promise<void>;
  /** Ends an invocation once and erases its reply target: a second end changes nothing and returns false. */
  endInvocation(id: string, end: InvocationEnd): Promise<boolean>;
  setReplyTarget(id: string, replyTo: ReplyTarget | null): Promise<void>;
  /** Who asked for these runs, by run id; runs that were started elsewhere are absent. */
  requestersOf(
    runIds: readonly number[],
  ): Promise<ReadonlyMap<number, { id: string; name: string }>>;

  addFollow(follow: Follow): Promise<void>;
  getFollow(id: string): Promise<Follow | null>;
  /** Makes the change if the follow still has this version; null if another change was faster. */
  changeFollow(
    id: string,
    version: number,
    change: FollowChange,
  ): Promise<Follow | null>;
  /**
   * Takes the lease on an open follow that is free, or whose lease has run out or is this owner's own. Leases are not part
   * of the version. Null if another owner holds it or it is closed.
   */
  holdFollow(
    id: string,
    owner: string,
    now: number,
    until: number,
  ): Promise<Follow | null>;
  /** Extends this owner's lease. */
  renewFollow(id: string, owner: string, until: number): Promise<void>;
  /** Every follow whose stage is not `closed`, oldest first. */
  openFollows(): Promise<readonly Follow[]>;
  /** Ids of the same follows: cheap with any number of them. */
  openFollowIds(): Promise<readonly string[]>;
  /** Open follows of a run. */
  followsOfRun(runId: number): Promise<readonly Follow[]>;
  /** Open follows whose `nextAt` has passed and that are free at `now`. */
  dueFollows(now: number, limit: number): Promise<readonly Follow[]>;

  /** Follows whose outcome could not be announced and was not acknowledged. */
  countUndelivered(): Promise<number>;
  /** Stops counting those there are now. */
  acknowledgeUndelivered(): Promise<void>;

  /** Takes or renews a named lease; false while another owner holds it. */
  takeLease(
    name: string,
    owner: string,
    now: number,
    until: number,
  ): Promise<boolean>;
  releaseLease(name: string, owner: string): Promise<void>;
  /** Gives up every lease (named, and on follows) of owners for which `isDead` answers true. */
  breakLeases(isDead: (owner: string) => boolean): Promise<void>;

  /** True the first time a webhook delivery id is recorded. Record it after its effect. */
  addDelivery(id: string, at: number): Promise<boolean>;
  /** True for the first to claim a digest (channel, period and window start make the key). */
  claimDigest(key: string, at: number): Promise<boolean>;
  /** True once any digest was claimed: distinguishes a first start from a missed digest. */
  hasDigests(): Promise<boolean>;
  /** Gives a claim back when the digest could not be sent. */
  releaseDigest(key: string): Promise<void>;

  /** Erases interaction tokens that no longer work and deliveries older than `deliveriesBefore`. */
  clean(now: number, deliveriesBefore: number): Promise<void>;
  /** Writes something of no meaning. Rejects if the store cannot be written to. */
  probe(): Promise<void>;
  /** Rejects if the store cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
