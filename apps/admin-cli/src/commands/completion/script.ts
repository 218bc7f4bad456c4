export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The hidden command that the scripts call on each Tab. */
export const COMPLETE = '__complete';

/**
 * The script that makes a shell ask this program for completions. The program prints `files` or `values` on the first
 * line and one candidate on each further line; the shell never evaluates any of them.
 */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for yardmaster
_yardmaster() {
  local kind='' line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; else COMPREPLY+=("$line"); fi
  done < <(yardmaster ${COMPLETE} bash "\${COMP_LINE:0:COMP_POINT}" "\${COMP_WORDS[COMP_CWORD]}" 2>/dev/null)
  if [[ $kind == files ]]; then compopt -o default 2>/dev/null; fi
}
complete -F _yardmaster yardmaster
`,
  zsh: `#compdef yardmaster
# zsh completion for yardmaster
_yardmaster() {
  local kind='' line value
  local -a values shown
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; continue; fi
    value=\${line%%$'\\t'*}
    values+=("$value")
    if [[ $line == *$'\\t'?* ]]; then shown+=("$value  \${line#*$'\\t'}"); else shown+=("$value"); fi
  done < <(yardmaster ${COMPLETE} zsh "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  if [[ $kind == files ]]; then _files; return; fi
  (( $#values )) && compadd -l -d shown -a values
}
if [[ $funcstack[1] == _yardmaster ]]; then _yardmaster "$@"; else compdef _yardmaster yardmaster; fi
`,
  fish: `# fish completion for yardmaster
function __yardmaster_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -e words[1]
  set -l lines (yardmaster ${COMPLETE} fish $words "$current" 2>/dev/null)
  if test "$lines[1]" = files
    __fish_complete_path "$current"
  else
    set -e lines[1]
    printf '%s\\n' $lines
  end
end
complete -c yardmaster -f -a '(__yardmaster_complete)'
`,
};
