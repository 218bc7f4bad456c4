import type { Terminal } from './terminal.ts';

/** Opens a page in the browser that BROWSER names, else in the system's. False if there is none. */
export async function openPage(
  { env, launch }: Terminal,
  url: string,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  if (launch === undefined) return false;
  const named = env['BROWSER']?.trim();
  if (named) {
    const [command = '', ...args] = named.split(/\s+/);
    return launch(command, [...args, url]);
  }
  switch (platform) {
    case 'darwin':
      return launch('open', [url]);
    case 'win32':
      // `start` would let cmd interpret characters of the URL.
      return launch('rundll32', ['url.dll,FileProtocolHandler', url]);
    default:
      return launch('xdg-open', [url]);
  }
}
