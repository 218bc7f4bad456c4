import { withBuiltIns } from '../config/built-in-workflows.ts';
import { schemaFaults } from '../config/schema/faults.ts';
import { fileSchema, type FileContent } from '../config/schema/file.ts';
import { targetsOf } from '../policy/targets.ts';
import { createFindings, type Finding } from './finding.ts';
import { lintRepositories } from './repositories.ts';
import { lintRules } from './rules.ts';
import { lintSchedules } from './schedules.ts';
import { lintScope } from './scopes.ts';
import { lintSecrets } from './secrets.ts';
import { lintWorkflows } from './workflows.ts';

/** What a configuration file is checked against beside itself. */
export interface LintContext {
  /** `GITHUB_REPOSITORY`, if it is set. */
  readonly defaultRepository: string | null;
  /** `DISCORD_GUILD_ID` is set. */
  readonly hasGuild: boolean;
  /** `ADMIN_USER_IDS` or `ADMIN_ROLE_IDS` is set. */
  readonly hasAdmins: boolean;
  /** The commands that exist without the file. */
  readonly commands: readonly string[];
  readonly now: Date;
}

/**
 * Checks a configuration file without asking GitHub or Discord: its shape, then what its values mean together. Reports
 * every finding, errors and warnings, in the order of the file's sections.
 */
export function lint(
  content: unknown,
  context: LintContext,
): readonly Finding[] {
  const { findings, add } = createFindings();
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return lintContent(parsed.data, context);
  for (const fault of schemaFaults(fileSchema, parsed.error))
    add(
      fault.code,
      fault.place,
      `${fault.problem.replace(/^./, (first) => first.toUpperCase())}.`.replace(
        /\?\.$/,
        '?',
      ),
      `Expected: ${fault.expected}.`,
    );
  lintSecrets(content, add);
  return findings;
}

/** The same for a file whose shape was checked. */
export function lintContent(
  content: FileContent,
  context: LintContext,
): readonly Finding[] {
  const { findings, add } = createFindings();
  const { environments = {}, freezes = [] } = content;
  const workflows = withBuiltIns(content.workflows ?? {});
  const targets = targetsOf(workflows, environments).map(
    ({ target }) => target,
  );
  lintRepositories(content, context.defaultRepository, add);
  lintWorkflows(workflows, environments, context.commands, add);
  lintSchedules(content, context.now, add);
  for (const [index, freeze] of freezes.entries()) {
    lintScope(freeze.scope, `freezes[${index}].scope`, targets, add);
    if (freezes.findIndex((other) => other.id === freeze.id) !== index)
      add(
        'duplicate_id',
        `freezes[${index}].id`,
        `Two freezes have the id "${freeze.id}".`,
        'Rename one of them.',
      );
  }
  lintRules(content, { ...context, targets }, add);
  lintSecrets(content, add);
  return findings;
}
