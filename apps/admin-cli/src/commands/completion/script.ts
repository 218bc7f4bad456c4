import type { Command, Option } from 'commander';

/** A command by its words after the program's name (none: the program itself), and what may follow it. */
interface Node {
  readonly path: string;
  readonly commands: readonly {
    readonly name: string;
    readonly about: string;
  }[];
  readonly flags: readonly {
    readonly name: string;
    readonly about: string;
    readonly values?: readonly string[];
    readonly takesFile: boolean;
    readonly takesValue: boolean;
  }[];
  readonly words: readonly string[];
}

export function completionScript(
  shell: 'bash' | 'zsh' | 'fish',
  program: Command,
): string {
  const nodes = nodesOf(program, [], program.options);
  return SCRIPTS[shell](nodes);
}

function nodesOf(
  command: Command,
  path: readonly string[],
  common: readonly Option[],
): readonly Node[] {
  const help = command.createHelp();
  const commands = help
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
  const options = new Map(
    [...help.visibleOptions(command), ...common].map((one) => [
      one.long ?? one.flags,
      one,
    ]),
  );
  return [
    {
      path: path.join(' '),
      commands: commands.map((one) => ({
        name: one.name(),
        about: one.description(),
      })),
      flags: [...options].map(([name, option]) => ({
        name,
        about: option.description,
        ...(option.argChoices && { values: option.argChoices }),
        takesFile: /<file>/.test(option.flags),
        takesValue: option.required,
      })),
      words: command.registeredArguments.flatMap(
        ({ argChoices = [] }) => argChoices,
      ),
    },
    ...commands.flatMap((one) => nodesOf(one, [...path, one.name()], common)),
  ];
}

/** For a word in single quotes of any of the three shells. */
function quote(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}

/** The words of the command line that are commands, so far: what both shells below match on. */
const PATHS = (nodes: readonly Node[]) =>
  nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => quote(path))
    .join('|');

const SCRIPTS = {
  bash: (
    nodes: readonly Node[],
  ): string => `# Completions of yardmaster for bash.
_yardmaster() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path='' one
  for one in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$one" in
      ${PATHS(nodes)}) path="\${path:+$path }$one" ;;
    esac
  done
  COMPREPLY=()
  case "$path $previous" in
${nodes
  .flatMap(({ path, flags }) =>
    flags.flatMap(({ name, values, takesFile }) => {
      if (values !== undefined)
        return [
          `    ${quote(`${path} ${name}`)}) COMPREPLY=($(compgen -W ${quote(values.join(' '))} -- "$word")); return ;;`,
        ];
      return takesFile
        ? [
            `    ${quote(`${path} ${name}`)}) COMPREPLY=($(compgen -f -- "$word")); return ;;`,
          ]
        : [];
    }),
  )
  .join('\n')}
  esac
  case "$path" in
${nodes
  .map(
    ({ path, commands, flags, words }) =>
      `    ${quote(path)}) COMPREPLY=($(compgen -W ${quote([...commands.map(({ name }) => name), ...words, ...flags.map(({ name }) => name)].join(' '))} -- "$word")) ;;`,
  )
  .join('\n')}
  esac
}
complete -F _yardmaster yardmaster
`,
  zsh: (nodes: readonly Node[]): string => `#compdef yardmaster
# Completions of yardmaster for zsh.
_yardmaster() {
  local path_='' one previous=\${words[CURRENT-1]}
  local -a found
  for one in \${words[2,CURRENT-1]}; do
    case "\${path_:+$path_ }$one" in
      ${PATHS(nodes)}) path_="\${path_:+$path_ }$one" ;;
    esac
  done
  case "$path_ $previous" in
${nodes
  .flatMap(({ path, flags }) =>
    flags.flatMap(({ name, values, takesFile }) => {
      if (values !== undefined)
        return [
          `    ${quote(`${path} ${name}`)}) compadd -- ${values.map(quote).join(' ')}; return ;;`,
        ];
      return takesFile
        ? [`    ${quote(`${path} ${name}`)}) _files; return ;;`]
        : [];
    }),
  )
  .join('\n')}
  esac
  case "$path_" in
${nodes
  .map(
    ({ path, commands, flags, words }) =>
      `    ${quote(path)}) found=(${[...commands, ...flags]
        .map(({ name, about }) =>
          quote(`${name.replaceAll(':', '\\:')}:${about}`),
        )
        .concat(words.map(quote))
        .join(' ')}) ;;`,
  )
  .join('\n')}
  esac
  _describe 'yardmaster' found
}
if [ "$funcstack[1]" = _yardmaster ]; then _yardmaster "$@"; else compdef _yardmaster yardmaster; fi
`,
  fish: (
    nodes: readonly Node[],
  ): string => `# Completions of yardmaster for fish.
function __yardmaster_at
  set -l path
  for one in (commandline -opc)[2..]
    if contains -- (string join ' ' $path $one) ${nodes
      .filter(({ path }) => path !== '')
      .map(({ path }) => quote(path))
      .join(' ')}
      set path $path $one
    end
  end
  test "$path" = "$argv"
end
complete -c yardmaster -f
${nodes
  .flatMap(({ path, commands, flags, words }) => {
    const at = `complete -c yardmaster -n ${quote(`__yardmaster_at ${path}`.trim())}`;
    return [
      ...commands.map(
        ({ name, about }) => `${at} -a ${quote(name)} -d ${quote(about)}`,
      ),
      ...words.map((word) => `${at} -a ${quote(word)}`),
      ...flags.map(({ name, about, values, takesFile, takesValue }) =>
        [
          `${at} -l ${name.replace(/^--/, '')} -d ${quote(about)}`,
          ...(values === undefined ? [] : [`-xa ${quote(values.join(' '))}`]),
          ...(takesFile ? ['-rF'] : []),
          ...(takesValue && values === undefined && !takesFile ? ['-x'] : []),
        ].join(' '),
      ),
    ];
  })
  .join('\n')}
`,
};
