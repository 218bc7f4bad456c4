/**
 * A run's number, from the number itself or the URL of its page in this repository; undefined for anything else. Numbers
 * of runs have had more than eight digits for years, short ids have eight characters.
 */
export function runIdOf(text: string, repository: string): number | undefined {
  if (/^#?\d{9,16}$/.test(text)) return Number(text.replace('#', ''));
  const path = URL.parse(text)?.pathname;
  const match = /^\/([^/]+\/[^/]+)\/actions\/runs\/(\d{1,16})(?:\/|$)/.exec(
    path ?? '',
  );
  return match?.[1]?.toLowerCase() === repository.toLowerCase()
    ? Number(match[2])
    : undefined;
}
