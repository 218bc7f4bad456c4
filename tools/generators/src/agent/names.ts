/** The names of an agent, all from its command. */
export interface AgentNames {
  /** `smoke-test` */
  readonly command: string;
  /** `smoke_test` */
  readonly id: string;
  /** `Smoke test` */
  readonly title: string;
}

/** @throws TypeError if Discord or a terminal would reject the command. */
export function agentNames(command: string): AgentNames {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(command) || command.length > 32)
    throw new TypeError(
      `Invalid command "${command}": use up to 32 lower case letters, digits and hyphens, as in smoke-test.`,
    );
  const words = command.replaceAll('-', ' ');
  return {
    command,
    id: command.replaceAll('-', '_'),
    title: words.charAt(0).toUpperCase() + words.slice(1),
  };
}
