/** The links in GitHub's JSON: most objects carry a few of their own, some carry dozens. */

export const API = 'https://api.github.com';
export const HTML = 'https://github.com';

/** `<name>_url` for each name, below `base`. */
export function links(
  names: readonly string[],
  base: string,
): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`${name}_url`, `${base}/${name}`]),
  );
}
