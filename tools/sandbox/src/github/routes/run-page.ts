import type { ApiResponse } from '../api/response.ts';
import { isOver, latest, type RunRecord } from '../runs/run.ts';
import type { World } from '../world/world.ts';

function escape(text: string): string {
  return text.replaceAll(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** Enough to see that the link leads to the right run. */
function runPageHtml(repository: string, run: RunRecord): string {
  const attempt = latest(run);
  const state = (status: string, conclusion: string | null) =>
    escape((conclusion ?? status).replaceAll('_', ' '));
  const jobs = attempt.jobs.map(
    (job) =>
      `<section><h2>${escape(job.definition.name)} <small>${state(job.status, job.conclusion)}</small></h2><ol>${job.steps
        .map(
          (step) =>
            `<li>${escape(step.name)} <small>${state(step.status, step.conclusion)}</small></li>`,
        )
        .join('')}</ol></section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(run.title)} · ${escape(repository)}</title>
${isOver(run) ? '' : '<meta http-equiv="refresh" content="2">'}<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}small{opacity:.7;font-weight:400}</style></head>
<body><main><p>${escape(repository)} · ${escape(run.workflow.name)} #${run.number}</p><h1>${escape(run.title)}</h1>
<p>${state(attempt.status, attempt.conclusion)} · attempt ${attempt.number} · ${escape(run.branch)} at ${run.sha.slice(0, 7)} · by ${escape(run.actor)}</p>
${jobs.join('\n')}</main></body></html>
`;
}

/** The page behind a run's `html_url`, or undefined if the path is not one of a run. */
export function runPage(world: World, path: string): ApiResponse | undefined {
  const { repository } = world.wire;
  const prefix = `/${repository}/actions/runs/`;
  if (!path.startsWith(prefix)) return undefined;
  const [id] = path.slice(prefix.length).split('/');
  const run = world.engine.runs.get(Number(id));
  return {
    status: run === undefined ? 404 : 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'",
    },
    text:
      run === undefined
        ? '<!doctype html><title>Not found</title><p>This run does not exist.'
        : runPageHtml(repository, run),
  };
}
