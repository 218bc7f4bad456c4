import { type ApiResponse, notFound, ok, problem } from '../api/response.ts';
import type { Permissions } from '../api/caller.ts';
import { nodeId, sha1 } from '../ids.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import { fullRepositoryJson } from '../wire/repository.ts';
import { iso } from '../wire/context.ts';
import { publicUserJson, userJson } from '../wire/user.ts';
import { workflowPath, workflowText } from '../workflow/workflow.ts';
import type { World } from '../world/world.ts';

const DIRECTORY = '.github/workflows';

function fileJson(world: World, path: string, text: string, ref: string) {
  const { wire } = world;
  const sha = sha1(`blob ${Buffer.byteLength(text)}\0${text}`);
  const repo = `${wire.api}/repos/${wire.repository}`;
  const url = `${repo}/contents/${path}?ref=${ref}`;
  const page = `${wire.html}/${wire.repository}/blob/${ref}/${path}`;
  const git = `${repo}/git/blobs/${sha}`;
  return {
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    size: Buffer.byteLength(text),
    url,
    html_url: page,
    git_url: git,
    download_url: `${wire.html}/${wire.repository}/raw/${ref}/${path}`,
    type: 'file',
    _links: { self: url, git, html: page },
  };
}

/** GitHub breaks base64 after 60 characters. */
function base64Lines(text: string): string {
  return Buffer.from(text)
    .toString('base64')
    .replaceAll(/.{1,60}/g, '$&\n');
}

function contents(world: World, request: ApiRequest): ApiResponse {
  const ref = request.query.get('ref') ?? world.wire.defaultBranch;
  if (world.graph.resolve(ref) === undefined) {
    return problem(404, `No commit found for the ref ${ref}`);
  }
  const path = (request.params['path'] ?? '').replace(/\/$/, '');
  if (path === DIRECTORY) {
    return ok(
      world.workflows.map((workflow) =>
        fileJson(world, workflowPath(workflow), workflowText(workflow), ref),
      ),
    );
  }
  const workflow = world.workflows.find((one) => workflowPath(one) === path);
  if (workflow === undefined)
    return notFound('/repos/contents#get-repository-content');
  const text = workflowText(workflow);
  if (/\braw\b/.test(request.headers['accept'] ?? '')) {
    return {
      status: 200,
      text,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  }
  return ok({
    ...fileJson(world, path, text, ref),
    content: base64Lines(text),
    encoding: 'base64',
  });
}

function appJson({ wire, app }: World) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    client_id: `Iv1.local${app.id}`,
    owner: userJson(wire, wire.repository.split('/')[0] ?? ''),
    name: app.slug,
    description: null,
    external_url: wire.html,
    html_url: `${wire.html}/apps/${app.slug}`,
    created_at: iso(wire.since),
    updated_at: iso(wire.since),
    permissions: { actions: 'write', contents: 'read', metadata: 'read' },
    events: ['workflow_job', 'workflow_run'],
    installations_count: 1,
  };
}

function mint(world: World, request: ApiRequest): ApiResponse {
  const { wire, app } = world;
  if (request.params['installation_id'] !== String(app.installationId)) {
    return notFound(
      '/apps/apps#create-an-installation-access-token-for-an-app',
    );
  }
  const asked =
    typeof request.body === 'object' && request.body !== null
      ? (request.body as { permissions?: Permissions }).permissions
      : undefined;
  const { token, expiresAt, permissions } = world.access.mint(asked);
  return {
    status: 201,
    json: {
      token,
      expires_at: iso(expiresAt),
      permissions,
      repository_selection: 'selected',
      repositories: [fullRepositoryJson(wire)],
    },
  };
}

function rateLimit(world: World, request: ApiRequest): ApiResponse {
  // GitHub Enterprise Server comes with rate limits off, and says so this way.
  if (world.ghes !== undefined)
    return problem(404, 'Rate limiting is not enabled.');
  const core = world.limits.figures(request.caller.bucket);
  const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
  return ok({ resources: { core, search }, rate: core });
}

/** Who and what is there: the repository, its files, the caller, the App, the rate limit. */
export function aboutRoutes(world: World): Route[] {
  const { wire } = world;
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}',
      access: 'metadata:read',
      handle: () => ok(fullRepositoryJson(wire)),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/contents/{path}',
      access: 'contents:read',
      handle: (request) => contents(world, request),
    },
    {
      method: 'GET',
      path: '/meta',
      access: 'anybody',
      // `installed_version` is how a GitHub Enterprise Server gives itself away.
      handle: () =>
        ok({
          verifiable_password_authentication: world.ghes !== undefined,
          ...(world.ghes === undefined
            ? {}
            : { installed_version: world.ghes }),
        }),
    },
    {
      method: 'GET',
      path: '/user',
      access: 'user',
      handle: ({ caller }) => ok(publicUserJson(wire, caller.login)),
    },
    {
      method: 'GET',
      path: '/app',
      access: 'app',
      handle: () => ok(appJson(world)),
    },
    {
      method: 'POST',
      path: '/app/installations/{installation_id}/access_tokens',
      access: 'app',
      handle: (request) => mint(world, request),
    },
    {
      method: 'GET',
      path: '/installation/repositories',
      access: 'metadata:read',
      handle: () =>
        ok({
          total_count: 1,
          repositories: [fullRepositoryJson(wire)],
        }),
    },
    {
      method: 'GET',
      path: '/rate_limit',
      access: 'anybody',
      handle: (request) => rateLimit(world, request),
    },
  ];
}
