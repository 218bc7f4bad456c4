import { RE2JS } from 're2js';
import type { Parsed } from '../config/fault.ts';

/** Whether a text matches somewhere. Takes time linear in the text, whatever the pattern. */
export type Matches = (text: string) => boolean;

/**
 * Compiles a regular expression of the configuration in RE2 syntax: no lookaround and no backreferences, so no text can
 * make it slow. https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(
  source: string,
  { ignoreCase = false } = {},
): Parsed<Matches> {
  try {
    const compiled = RE2JS.compile(
      source,
      ignoreCase ? RE2JS.CASE_INSENSITIVE : 0,
    );
    return { value: (text) => compiled.matcher(text).find() };
  } catch (error) {
    return {
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}
