import { notFound, ok } from '../api/response.ts';
import type { Route } from '../api/route.ts';
import { latest, type RunRecord } from '../runs/run.ts';
import { iso } from '../wire/context.ts';
import { runPage, runUrl } from '../wire/run.ts';
import type { World } from '../world/world.ts';
import { readingRun } from './reading.ts';

const GROUPS = '/repos/{owner}/{repo}/actions/concurrency_groups';

function groupUrl({ wire }: World, name: string): string {
  return `${wire.api}/repos/${wire.repository}/actions/concurrency_groups/${encodeURIComponent(name)}`;
}

function statusOf(run: RunRecord): 'pending' | 'in_progress' {
  return latest(run).status === 'pending' ? 'pending' : 'in_progress';
}

function memberJson({ wire }: World, run: RunRecord) {
  return {
    run_id: run.id,
    run_name: run.title,
    run_url: runUrl(wire, run),
    run_html_url: runPage(wire, run),
    status: statusOf(run),
  };
}

/** https://docs.github.com/rest/actions/concurrency-groups */
export function concurrencyRoutes(world: World): Route[] {
  const withRun = readingRun(world);
  return [
    {
      method: 'GET',
      path: GROUPS,
      access: 'actions:read',
      handle: () => {
        const groups = [...world.engine.groups()];
        return ok({
          total_count: groups.length,
          concurrency_groups: groups.map(([name, members]) => {
            const holder = members.find((run) => statusOf(run) !== 'pending');
            return {
              group_name: name,
              group_url: groupUrl(world, name),
              last_acquired_at:
                holder === undefined ? null : iso(holder.createdAt),
            };
          }),
        });
      },
    },
    {
      method: 'GET',
      path: `${GROUPS}/{concurrency_group_name}`,
      access: 'actions:read',
      handle: ({ params }) => {
        const name = params['concurrency_group_name'] ?? '';
        const members = world.engine.groups().get(name);
        if (members === undefined) return notFound();
        return ok({
          group_name: name,
          group_url: groupUrl(world, name),
          total_count: members.length,
          group_members: members.map((run) => memberJson(world, run)),
        });
      },
    },
    withRun(
      '/repos/{owner}/{repo}/actions/runs/{run_id}/concurrency_groups',
      (run) => {
        const { group } = run;
        if (group === undefined)
          return ok({ total_count: 0, concurrency_groups: [] });
        // The run's own items only, with their places in the queue.
        const position = (world.engine.groups().get(group) ?? []).indexOf(run);
        const own = {
          ...memberJson(world, run),
          position,
          position_url: `${groupUrl(world, group)}?ahead_of=${run.id}`,
        };
        return ok({
          total_count: 1,
          concurrency_groups: [
            {
              group_name: group,
              group_url: groupUrl(world, group),
              group_members: position < 0 ? [] : [own],
            },
          ],
        });
      },
    ),
  ];
}
