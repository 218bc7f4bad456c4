const COLOURS: Readonly<Record<string, string>> = {
  admin: '#3ba55d',
  operator: '#faa61a',
  member: '#eb459e',
  app: '#5865f2',
};

function svg(body: string, colour: string): string {
  return `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/>${body}</svg>`,
  )}`;
}

/** Drawn here, so that nothing is fetched from anywhere. */
export function avatarOf(who: string, name: string): string {
  return who === 'app'
    ? svg(
        '<path d="M11 11l9 10 9-10M20 21v9" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>',
        COLOURS['app'] ?? '',
      )
    : svg(
        `<text x="20" y="27" font-family="sans-serif" font-size="19" font-weight="600" fill="#fff" text-anchor="middle">${name.slice(0, 1).replace(/[^\p{L}\p{N}]/u, '?')}</text>`,
        COLOURS[who] ?? '#747f8d',
      );
}
