export interface Announced {
  readonly shortId: string;
  readonly conclusion: string;
  /** Messages that mention the requester. */
  readonly mentions: number;
  /** The command's message shows the outcome. */
  readonly shown: boolean;
}

export interface OutageResult {
  readonly outage: string;
  readonly source: string;
  readonly announced: readonly Announced[];
  /** Announced before the journal could record it. */
  readonly announcedTooEarly: number;
  readonly reportedAfterMs: number;
  readonly slowestHealthMs: number;
  /** Statuses of `/readyz` while the journal was away. */
  readonly readyWhileAway: readonly number[];
  readonly readyAfter: number;
  /** Exit codes of the app; none if it kept running. */
  readonly exits: readonly (number | null)[];
  readonly runsStarted: number;
  readonly runsExpected: number;
  readonly openFollows: number;
  /** One line each; empty if the test passed. */
  readonly faults: readonly string[];
}

/** A request that only waits for the event loop may take this long, milliseconds. */
const BLOCKED_MS = 1000;

export function faultsOf(
  result: Omit<OutageResult, 'faults'>,
  reportWithinMs: number,
): readonly string[] {
  const faults: string[] = [];
  for (const { shortId, conclusion, mentions, shown } of result.announced) {
    if (mentions !== 1)
      faults.push(`${shortId} (${conclusion}): ${mentions} mentions, not 1`);
    if (!shown)
      faults.push(`${shortId} (${conclusion}): the message lacks the outcome`);
  }
  if (result.announcedTooEarly > 0)
    faults.push(`${result.announcedTooEarly} announced before it was recorded`);
  if (result.reportedAfterMs >= reportWithinMs)
    faults.push(`not reported and ready within ${reportWithinMs} ms`);
  if (result.slowestHealthMs > BLOCKED_MS)
    faults.push(
      `GET /healthz took ${Math.round(result.slowestHealthMs)} ms: the event loop was blocked`,
    );
  const wrong = result.readyWhileAway.filter((status) => status !== 503);
  if (result.readyWhileAway.length === 0 || wrong.length > 0)
    faults.push(
      `/readyz while the journal was away: ${wrong.length} of ${result.readyWhileAway.length} responses were not 503`,
    );
  if (result.readyAfter !== 200)
    faults.push(`/readyz afterwards: ${result.readyAfter}, not 200`);
  if (result.exits.length > 0)
    faults.push(`the app ended: ${result.exits.join(', ')}`);
  if (result.runsStarted !== result.runsExpected)
    faults.push(
      `${result.runsStarted} runs, not ${result.runsExpected}: a command started one without a journal`,
    );
  if (result.openFollows > 0)
    faults.push(`${result.openFollows} follows left open`);
  return faults;
}

export function describeOutage(result: OutageResult): string {
  const { announced, readyWhileAway } = result;
  const once = announced.filter(({ mentions }) => mentions === 1).length;
  return [
    `${result.outage}, ${result.source}: ${result.faults.length === 0 ? 'passed' : 'FAILED'}`,
    `  announced once ${once} of ${announced.length}, all reported and ready ${(result.reportedAfterMs / 1000).toFixed(1)} s after the journal's return`,
    `  slowest /healthz ${Math.round(result.slowestHealthMs)} ms, /readyz while away: ${readyWhileAway.length} responses, afterwards ${result.readyAfter}`,
    ...result.faults.map((fault) => `  ${fault}`),
  ].join('\n');
}
