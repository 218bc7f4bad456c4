import { assembleLocalGitHub, type LocalGitHub } from './local-github.ts';
import { createFront } from './server/http-handler.ts';
import type { LocalGitHubOptions } from './world/options.ts';
import { listen } from './server/listen.ts';

/** Starts a local GitHub with one repository over HTTP. Its README lists what it simulates. */
export async function startLocalGitHub(
  options: LocalGitHubOptions = {},
): Promise<LocalGitHub> {
  const { port = 0, host = '127.0.0.1', ghes } = options;
  const { github, exchange, logs, locate } = assembleLocalGitHub(options);
  const logServer = await listen(logs.handle, 0, host);
  const server = await listen(createFront(exchange), port, host).catch(
    async (error: unknown) => {
      await logServer.close();
      throw error;
    },
  );
  const { origin } = server;
  locate({
    logs: logServer.origin,
    html: origin,
    api: origin + (ghes === undefined ? '' : '/api/v3'),
  });
  const { close } = github;
  return Object.assign(github, {
    close: async () => {
      await close();
      await Promise.all([server.close(), logServer.close()]);
    },
  });
}
