import {
  createConfiguredRegistry,
  listAgents,
} from '@yardmaster/agent-registry';
import type { Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';
import { configFor } from '../cli/configuration.ts';

/** Answers `agents` where there is no journal: an invocation would create one in whatever directory the CLI runs in. */
export async function describeOnly(session: Session): Promise<void> {
  const config = await configFor(session, []);
  if (config === undefined) return;
  const registry = createConfiguredRegistry(config);
  showReport(session, listAgents(registry, config.access));
}
