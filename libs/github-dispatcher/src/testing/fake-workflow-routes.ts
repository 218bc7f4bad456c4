import { REPO } from '../rest/calls.ts';
import type { FakeAnswers, FakeRoutes } from './fake-answer.ts';
import type { FakeRepository } from './fake-repository.ts';
import { fileJson, repositoryJson, workflowJson } from './repository-json.ts';

/** The routes that tell of the repository, its workflows and their files. */
export function createWorkflowRoutes(
  repository: FakeRepository,
  { answer, notFound }: FakeAnswers,
): FakeRoutes {
  const { name, workflows } = repository;
  return {
    [`GET ${REPO}`]: () => answer(200, repositoryJson(name, 'main')),
    [`GET ${REPO}/actions/workflows`]: () =>
      answer(200, {
        total_count: workflows.length,
        workflows: workflows.map((workflow) => workflowJson(name, workflow)),
      }),
    [`GET ${REPO}/actions/workflows/{workflow_id}`]: ({ workflow_id: key }) => {
      const workflow = repository.findWorkflow(key);
      return workflow === undefined
        ? notFound()
        : answer(200, workflowJson(name, workflow));
    },
    [`GET ${REPO}/contents/{+path}`]: ({ path }) => {
      const workflow = workflows.find(
        ({ file }) => path === `.github/workflows/${file}`,
      );
      return workflow === undefined
        ? notFound()
        : answer(200, fileJson(name, String(path), workflow.text));
    },
  };
}
