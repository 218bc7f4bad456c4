import { asString, type Json } from '../json.ts';
import { REPO } from '../rest/calls.ts';
import type { FakeAnswers, FakeRoutes } from './fake-answer.ts';
import type { FakeRepository } from './fake-repository.ts';
import { runJson } from './run-json.ts';

/** The lists of runs: filtered and in pages; a span of time shows a thousand runs and counts them all. */
export function createRunListRoutes(
  repository: FakeRepository,
  { answer, notFound }: FakeAnswers,
): FakeRoutes {
  const { name, runs, findWorkflow, latestOf } = repository;
  const list = (parameters: Json) => {
    const [from, to] = (asString(parameters['created']) ?? '').split('..');
    const key = parameters['workflow_id'];
    const matching = runs.filter(
      (run) =>
        (key === undefined || run.workflow === findWorkflow(key)) &&
        (parameters['branch'] === undefined ||
          run.branch === parameters['branch']) &&
        (parameters['event'] === undefined ||
          run.event === parameters['event']) &&
        (parameters['status'] === undefined ||
          [
            run.attempts.at(-1)?.status,
            run.attempts.at(-1)?.conclusion,
          ].includes(asString(parameters['status']))) &&
        (!from || !to || (run.createdAt >= from && run.createdAt <= to)),
    );
    const size = Number(parameters['per_page'] ?? 30);
    const start = (Number(parameters['page'] ?? 1) - 1) * size;
    const reachable = from ? matching.slice(0, 1000) : matching;
    const page = reachable
      .toSorted((a, b) => b.id - a.id)
      .slice(start, start + size);
    return answer(200, {
      total_count: matching.length,
      workflow_runs: page.map((run) => runJson(name, run, latestOf(run.id))),
    });
  };
  return {
    [`GET ${REPO}/actions/runs`]: list,
    [`GET ${REPO}/actions/workflows/{workflow_id}/runs`]: (parameters) =>
      findWorkflow(parameters['workflow_id']) === undefined
        ? notFound()
        : list(parameters),
  };
}
