import { didYouMean } from '@yardmaster/agent-registry';

/** ` Did you mean x?`, or nothing: the known words that begin like what was typed, else the one most like it. */
export function suggest(
  typed: string,
  known: readonly string[],
  show: (word: string) => string = (word) => word,
): string {
  const found = candidates(typed, known);
  return found.length === 0
    ? ''
    : ` Did you mean ${listWords(found.map(show))}?`;
}

const MAX_SUGGESTIONS = 3;

function candidates(
  typed: string,
  known: readonly string[],
): readonly string[] {
  const bare = typed.replace(/^-+/, '').toLowerCase();
  if (bare !== '') {
    const beginning = known.filter((word) =>
      word.replace(/^-+/, '').toLowerCase().startsWith(bare),
    );
    if (beginning.length > 0) return beginning.slice(0, MAX_SUGGESTIONS);
  }
  const near = didYouMean(typed, known);
  return near === undefined ? [] : [near];
}

const LIST = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** `daily or weekly`; `a, b or c`. */
export function listWords(words: readonly string[]): string {
  return LIST.format(words);
}
