import {
  didYouMean,
  shortId,
  type Invocation,
  type Journal,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { listWords } from '../cli/suggest.ts';

/** What a person named: a run of the configured repository, or an invocation in the journal. */
export type Found<T> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly message: string };

export type RunReference = Found<
  | { readonly kind: 'run'; readonly runId: number }
  | { readonly kind: 'invocation'; readonly invocation: Invocation }
>;

/**
 * Finds what `<run>` names: the id of a run, the URL of its page, or the short id of the command that started it. Run ids
 * have had more than eight digits for years, short ids have eight characters.
 */
export async function findRun(
  { core: { journal, github } }: OpenCore,
  text: string,
): Promise<RunReference> {
  const { repository } = github;
  if (/^#?\d{9,16}$/.test(text))
    return { ok: true, kind: 'run', runId: Number(text.replace('#', '')) };
  const url = runUrl(text);
  if (url !== undefined)
    return url.repository.toLowerCase() === repository.toLowerCase()
      ? { ok: true, kind: 'run', runId: url.runId }
      : {
          ok: false,
          message: `This run belongs to ${url.repository}, but Yardmaster is configured for ${repository}. Pass --repository ${url.repository}.`,
        };
  const found = await findInvocation(journal, text);
  return found.ok
    ? { ok: true, kind: 'invocation', invocation: found.invocation }
    : found;
}

/** `https://github.com/acme/shop/actions/runs/123/job/4` */
function runUrl(
  text: string,
): { readonly repository: string; readonly runId: number } | undefined {
  const [, repository, runId] =
    /^\/([^/]+\/[^/]+)\/actions\/runs\/(\d{1,16})(?:\/|$)/.exec(
      URL.parse(text)?.pathname ?? '',
    ) ?? [];
  return repository === undefined
    ? undefined
    : { repository, runId: Number(runId) };
}

/** The invocation whose correlation id begins with `id`; its short id is enough, and so is any beginning that only one has. */
export async function findInvocation(
  journal: Journal,
  id: string,
): Promise<Found<{ readonly invocation: Invocation }>> {
  if (!/^[0-9a-f-]{1,36}$/i.test(id))
    return {
      ok: false,
      message: `"${id}" is not a run: use a short id such as 1f0c9a2b, a run id, or the URL of a run.`,
    };
  const found = await journal.findInvocations(id.toLowerCase());
  const [invocation, another] = found;
  if (invocation === undefined)
    return {
      ok: false,
      message: `No invocation ${id} in the journal.${await nearest(journal, id)} Run \`yardmaster journal list\` to see them.`,
    };
  if (another !== undefined)
    return {
      ok: false,
      message: `Several invocations begin with ${id}: ${listWords(found.map((one) => shortId(one.id)))}. Use more characters.`,
    };
  return { ok: true, invocation };
}

/** So many of the newest invocations are compared with what was typed. */
const COMPARED = 200;

/** ` Did you mean 1f0c9a2b (deploy-client)?`, or nothing. */
async function nearest(journal: Journal, id: string): Promise<string> {
  const newest = await journal.listInvocations({ limit: COMPARED });
  const near = didYouMean(
    id.toLowerCase().slice(0, 8),
    newest.map((one) => shortId(one.id)),
  );
  const meant = newest.find((one) => shortId(one.id) === near);
  return meant === undefined
    ? ''
    : ` Did you mean ${shortId(meant.id)} (${meant.command})?`;
}

/** ` Did you mean 20363538233?` for a run id that GitHub does not know: the nearest one in the journal, or nothing. */
export async function nearestRun(
  journal: Journal,
  runId: number,
): Promise<string> {
  const newest = await journal.listInvocations({ limit: COMPARED });
  const near = didYouMean(
    String(runId),
    newest.flatMap((one) => (one.runId === null ? [] : [String(one.runId)])),
  );
  return near === undefined || near === String(runId)
    ? ''
    : ` Did you mean ${near}?`;
}
