import type { FileContent } from '../config/schema/file.ts';
import { didYouMean } from '../did-you-mean.ts';
import { choose, type AddFinding } from './finding.ts';

/** Repositories, and which one each workflow belongs to. */
export function lintRepositories(
  { repositories = {}, workflows = {} }: FileContent,
  defaultRepository: string | null,
  add: AddFinding,
): void {
  const keys = Object.keys(repositories);
  const seen = new Map<string, string>();
  for (const [key, { repository }] of Object.entries(repositories)) {
    const name = repository.toLowerCase();
    const other = seen.get(name);
    if (other === undefined) seen.set(name, key);
    else
      add(
        'duplicate_repository',
        `repositories.${key}`,
        `${repository} is listed twice, as "${other}" and as "${key}".`,
        'Keep one of the two.',
      );
  }
  const needsKey = keys.length > 1 && !isListed(defaultRepository, seen);
  for (const [key, workflow] of Object.entries(workflows)) {
    const place = `workflows.${key}.repository`;
    const named = workflow.repository;
    if (named === undefined) {
      if (needsKey)
        add(
          'repository_required',
          place,
          `Workflow "${key}" does not say which of the ${keys.length} repositories it belongs to.`,
          choose(undefined, keys),
        );
    } else if (!keys.includes(named))
      add(
        'unknown_repository',
        place,
        `"${named}" is not a key of repositories.`,
        choose(didYouMean(named, keys), keys),
      );
  }
}

/** With `GITHUB_REPOSITORY` among them, it is the one that workflows belong to by default. */
function isListed(
  repository: string | null,
  listed: ReadonlyMap<string, string>,
): boolean {
  return repository !== null && listed.has(repository.toLowerCase());
}
