import {
  createConfiguredRegistry,
  parseInput,
  systemClock,
  type Core,
} from '@yardmaster/agent-registry';
import { EXIT } from '../cli/exit-code.ts';
import { fail, type Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';
import { configFor } from '../cli/core.ts';

/**
 * Runs a command that only describes this configuration, where there is no journal: to write it down would make one
 * wherever somebody asks. It reaches for nothing but the registry.
 */
export async function describeOnly(
  session: Session,
  name: string,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  const config = await configFor(session, []);
  if (config === undefined) return;
  const registry = createConfiguredRegistry(config);
  const command = registry.byCommand(name);
  if (command === undefined) throw new Error(`No command ${name}`);
  const parsed = parseInput(command, given);
  if (!parsed.ok)
    return fail(session, {
      message: parsed.faults.map(({ message }) => message).join(' '),
      exitCode: EXIT.usage,
    });
  const none = (): never => {
    throw new Error(`${name} must need nothing but the registry`);
  };
  const core = { config, registry, clock: systemClock } as Core;
  const { report } = await command.run(parsed.input, {
    core,
    signal: session.terminal.signal,
    start: none,
    watch: none,
    get caller() {
      return none();
    },
    get invocation() {
      return none();
    },
  });
  showReport(session, report);
}
