import { z } from 'zod';
import type { Config } from '../../config/configuration.ts';

/** A run as a person names it. */
export interface NamedRun {
  readonly runId: number;
  /** Absent: the latest. */
  readonly attempt?: number;
}

/** The run of a value that `runUrl` gave. */
export function namedRun(url: string): NamedRun {
  const [, runId, attempt] = RUN_PATH.exec(url) ?? [];
  return {
    runId: Number(runId),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
  };
}

const RUN_PATH =
  /\/actions\/runs\/(\d{1,15})(?:\/attempts\/(\d{1,5}))?(?:\/|$)/;

/**
 * An option for the address of a run's page, or its number. Another repository's run, or a page that is no run, is
 * refused by looking at the text alone; it is never requested. The value is the run's address in its plain form.
 */
export function runUrl({
  repository,
  apiUrl,
}: Config['github']): z.ZodType<string, string> {
  const origins = webOrigins(apiUrl);
  return z.string().transform((text, context) => {
    const parsed = parseRun(text.trim(), origins, repository);
    if ('url' in parsed) return parsed.url;
    context.addIssue({ code: 'custom', message: parsed.problem });
    return z.NEVER;
  });
}

function parseRun(
  text: string,
  origins: readonly string[],
  repository: string,
): { readonly url: string } | { readonly problem: string } {
  const base = `${origins[0]}/${repository}`;
  const example = `Give a link like ${base}/actions/runs/123456789`;
  const number = /^#?(\d{1,15})$/.exec(text)?.[1];
  if (number !== undefined) return { url: `${base}/actions/runs/${number}` };
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '')
    return { problem: `this is not the link of a run. ${example}` };
  const { pathname } = new URL(base);
  // GitHub ignores the case of owner and name.
  const ours =
    origins.includes(url.origin) &&
    url.pathname.toLowerCase().startsWith(`${pathname.toLowerCase()}/`);
  if (!ours)
    return { problem: `this is not a run of ${pathname.slice(1)}. ${example}` };
  const rest = url.pathname.slice(pathname.length);
  const [match] = RUN_PATH.exec(rest) ?? [];
  return match !== undefined && rest.startsWith(match)
    ? { url: `${base}${match.replace(/\/$/, '')}` }
    : { problem: `this page of ${pathname.slice(1)} is not a run. ${example}` };
}

/**
 * Where the pages of a GitHub are whose API is known: `api.` of github.com and of ghe.com, `/api/v3` of GitHub
 * Enterprise Server. An API anywhere else is a proxy of one of them, most likely of github.com. Nothing is requested from
 * here: the address only has to name a run of this repository.
 * https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api
 */
function webOrigins(apiUrl: string): readonly string[] {
  const url = new URL(apiUrl);
  const { origin } = url;
  if (/^api\.(github\.com|[^.]+\.ghe\.com)$/.test(url.hostname)) {
    url.hostname = url.hostname.slice('api.'.length);
    return [url.origin];
  }
  return url.pathname.startsWith('/api/v3')
    ? [origin]
    : [origin, 'https://github.com'];
}
