/**
 * A line of a log without what a workflow runner would execute if the line were printed in another run: the openings
 * of workflow commands (`::`, `##[`). The word of a known marker stays: `error: no space left`.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function neutralizeMarkers(line: string): string {
  return line
    .replaceAll('\t', ' ')
    .replace(
      /^##\[(error|warning|notice|debug|command|section|group|endgroup)\]/,
      (_, word: string) =>
        word === 'endgroup' || word === 'group' ? '' : `${word}: `,
    )
    .replaceAll('##[', '# #[')
    .replaceAll('::', ': :');
}
