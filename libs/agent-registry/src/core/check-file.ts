import type { Config } from '../config/configuration.ts';
import type { Environment } from '../config/environment.ts';
import type { ConfigFault } from '../config/fault.ts';
import type { ConfigFile } from '../config/file.ts';
import { isGuarded } from '../config/schema/environment.ts';
import type { FileContent } from '../config/schema/file.ts';

/** Adds what the values of the file mean together to the faults, and returns what is no fault. */
export async function checkFile(
  { name, content }: ConfigFile,
  config: Config,
  { faults, isGiven }: Environment,
): Promise<readonly ConfigFault[]> {
  const { lintContent } = await import('../lint/lint.ts');
  const findings = lintContent(content, {
    defaultRepository: isGiven('GITHUB_REPOSITORY')
      ? config.github.repository || null
      : null,
    hasGuild: config.access.guildId !== undefined,
    hasAdmins: isGiven('ADMIN_USER_IDS') || isGiven('ADMIN_ROLE_IDS'),
    // Commands are compared when the agents are put together.
    commands: [],
    now: new Date(),
  });
  // A value that the environment's parser refused already is not reported twice.
  const known = faults.map(({ variable }) => variable);
  const warnings: ConfigFault[] = [];
  for (const { severity, place, sentence, fix } of findings) {
    const variable = `${name}: ${place || 'the whole file'}`;
    if (known.some((one) => variable.startsWith(one))) continue;
    const list = severity === 'error' ? faults : warnings;
    list.push({ variable, problem: sentence, fix });
  }
  for (const one of notYetEnforced(content))
    faults.push({ ...one, variable: `${name}: ${one.variable}` });
  return warnings;
}

/**
 * Settings that this version reads and checks but does not act on. Each is a fault: a guard that is configured and not
 * enforced is worse than none.
 */
function notYetEnforced({
  repositories = {},
  environments = {},
  freezes = [],
  workflows = {},
}: FileContent): readonly ConfigFault[] {
  const problem = 'this version does not act on it yet';
  const fix = 'Remove it.';
  const places = [
    ...Object.keys(repositories)
      .slice(1)
      .map((key) => `repositories.${key}`),
    ...Object.entries(environments).flatMap(([name, guards]) =>
      isGuarded(guards) ? [`environments.${name}`] : [],
    ),
    ...freezes.map((_, index) => `freezes[${index}]`),
    ...Object.entries(workflows).flatMap(([key, { sha, steps }]) => [
      ...(sha === undefined ? [] : [`workflows.${key}.sha`]),
      ...(steps === undefined ? [] : [`workflows.${key}.steps`]),
    ]),
  ];
  return places.map((variable) => ({ variable, problem, fix }));
}
