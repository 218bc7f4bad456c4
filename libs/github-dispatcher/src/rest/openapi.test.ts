import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CLIENT_DEPLOY, startLocalGitHub } from '@yardmaster/sandbox/github';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { asObject, asString, type Json } from '../json.ts';
import { createOctokitGitHub } from './octokit.ts';
import type { GitHub } from '../github.ts';

// GitHub's own description of its API as the judge of what we send. What the local GitHub answers is judged in the sandbox.

type Operation = {
  readonly parameters: readonly Json[];
  readonly pointer: string;
  readonly json: Json;
};

function loadSpec(name: string) {
  const file = fileURLToPath(
    import.meta.resolve(`@octokit/openapi/generated/${name}.json`),
  );
  const document = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'spec');
  const compiled = new Map<string, ValidateFunction>();
  const compile = (pointer: string): ValidateFunction => {
    const known =
      compiled.get(pointer) ?? ajv.compile({ $ref: `spec#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  const resolve = (json: Json | undefined): Json | undefined => {
    const ref = asString(json?.['$ref']);
    if (ref === undefined) return json;
    return ref
      .slice(2)
      .split('/')
      .reduce<Json | undefined>((at, part) => asObject(at?.[part]), document);
  };
  return {
    operation(method: string, template: string): Operation | undefined {
      const path = asObject(asObject(document['paths'])?.[template]);
      const json = asObject(path?.[method.toLowerCase()]);
      if (json === undefined) return undefined;
      const list = [path?.['parameters'], json['parameters']]
        .flat()
        .map((item) => resolve(asObject(item)));
      const pointer = `/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}`;
      return {
        json,
        pointer,
        parameters: list.filter((item) => item !== undefined),
      };
    },
    /** The faults of a value under the schema at a pointer. */
    faults(pointer: string, value: unknown): string {
      const validate = compile(pointer);
      return validate(value)
        ? ''
        : JSON.stringify(validate.errors?.slice(0, 3));
    },
  };
}

/** Types and choices; not formats: `created` is described as a date and documented as search syntax. */
function fits(schema: Json, value: string): boolean {
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    coerceTypes: true,
    logger: false,
    formats: { 'date-time': true },
  });
  return (
    schema['$ref'] !== undefined ||
    ajv.compile({ type: 'object', properties: { value: schema } })({ value })
  );
}

/** Every call of the port, once. */
async function callEverything(
  github: GitHub,
  workflow: string,
  runId: number,
  jobId: number,
): Promise<void> {
  await github.getRepository();
  await github.listWorkflows();
  await github.getWorkflow(workflow);
  await github.dispatchWorkflow({
    workflow,
    ref: 'main',
    inputs: { requester: 'ann' },
  });
  await github.dispatchRepositoryEvent({
    eventType: 'deploy',
    clientPayload: { a: 1 },
  });
  await github.getRun(runId);
  await github.getRunAttempt(runId, 1);
  const created = '2026-01-01T00:00:00Z..2026-01-02T00:00:00Z';
  const filters = {
    branch: 'main',
    event: 'push',
    status: 'success',
    actor: 'ann',
    headSha: 'a'.repeat(40),
    created,
  };
  await github.listRunsPage({ workflow, ...filters, perPage: 50, page: 2 });
  await github.listRunsPage({ etag: '"x"' });
  await github.listJobs(runId, 1);
  await github.getJobLog(jobId);
  await github.listPendingDeployments(runId);
  await github.reviewPendingDeployments(runId, {
    environmentIds: [161_088_068],
    state: 'approved',
    comment: 'go',
  });
  await github.cancelRun(runId);
  await github.rerunFailedJobs(runId);
  await github.forceCancelRun(runId);
  await github.rerun(runId);
  await github.getFileContent(`.github/workflows/${workflow}`, { ref: 'main' });
  await github.resolveCommit('main');
  await github.compareCommits('main', 'main');
  await github.getChecks('main');
  await github.listDeployments('production', { limit: 5 });
  await github.listConcurrencyPositions(runId);
  await github.listConcurrencyMembers('deploy', { aheadOfRun: runId });
  await github.listAnnotations(jobId);
  await github.rateLimit();
  await github.viewer();
}

/** The documented operation behind a request's path, and what its template takes from it. */
function match(path: string): string {
  return path
    .replace(/^\/api\/v3/, '')
    .replace(/\?.*$/, '')
    .replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/{owner}/{repo}')
    .replace(/\/contents\/.+$/, '/contents/{path}')
    .replace(/\/workflows\/[^/]+/, '/workflows/{workflow_id}')
    .replace(/\/attempts\/\d+/, '/attempts/{attempt_number}')
    .replace(/\/runs\/\d+/, '/runs/{run_id}')
    .replace(/\/jobs\/\d+/, '/jobs/{job_id}')
    .replace(/\/compare\/.+$/, '/compare/{basehead}')
    .replace(/\/commits\/[^/]+/, '/commits/{ref}')
    .replace(/\/deployments\/\d+\//, '/deployments/{deployment_id}/')
    .replace(
      /\/concurrency_groups\/.+$/,
      '/concurrency_groups/{concurrency_group_name}',
    )
    .replace(/\/check-runs\/\d+/, '/check-runs/{check_run_id}');
}

const specs = ['api.github.com', 'ghes-3.19'] as const;

test.each(specs)(
  'every request is as %s describes it',
  { timeout: 60_000 },
  async (name) => {
    const spec = loadSpec(name);
    const local = await startLocalGitHub({
      workflows: [{ ...CLIENT_DEPLOY, repositoryDispatch: ['deploy'] }],
      ...(name === 'api.github.com' ? {} : { ghes: '3.19' }),
    });
    const run = local.startRun();
    const github = createOctokitGitHub({
      repository: local.repository,
      auth: { token: local.token },
      baseUrl: local.url,
    });
    await callEverything(
      github,
      CLIENT_DEPLOY.file,
      run.id,
      run.jobs[0]?.id ?? 1,
    );
    await local.close();

    expect(local.requests.length).toBeGreaterThanOrEqual(20);
    for (const { method, path, body } of local.requests) {
      const operation = spec.operation(method, match(path));
      // Enterprise Server has no concurrency groups; the port reports them as not found.
      if (operation === undefined && path.includes('/concurrency_groups')) {
        expect(name).not.toBe('api.github.com');
        continue;
      }
      if (operation === undefined)
        throw new Error(`${name} has no ${method} ${match(path)}`);
      for (const [key, value] of new URL(path, 'http://localhost')
        .searchParams) {
        const parameter = operation.parameters.find(
          (item) => item['in'] === 'query' && item['name'] === key,
        );
        expect([path, key, parameter !== undefined]).toEqual([path, key, true]);
        expect([
          key,
          value,
          fits(asObject(parameter?.['schema']) ?? {}, value),
        ]).toEqual([key, value, true]);
      }
      if (method !== 'POST') continue;
      const described = asObject(operation.json['requestBody']);
      const sent = asObject(body) ?? {};
      if (described === undefined) expect([path, sent]).toEqual([path, {}]);
      else {
        const pointer = `${operation.pointer}/requestBody/content/application~1json/schema`;
        expect([path, spec.faults(pointer, sent)]).toEqual([path, '']);
        const schema = asObject(
          asObject(asObject(described['content'])?.['application/json'])?.[
            'schema'
          ],
        );
        const properties = Object.keys(asObject(schema?.['properties']) ?? {});
        // GHES 3.19 does not describe the member that its predecessors refuse; it is sent once, to learn that.
        const unknown = Object.keys(sent).filter(
          (key) => properties.length > 0 && !properties.includes(key),
        );
        expect(
          unknown.filter(
            (key) => name === 'api.github.com' || key !== 'return_run_details',
          ),
        ).toEqual([]);
      }
    }
  },
);
