import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path of a site answers: status and headers, or nothing at all. */
export interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hang?: boolean;
}

/** A web site on loopback; paths it does not know are 404. */
export async function startSite(pages: Record<string, Page>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const page = pages[path] ?? { status: 404 };
    if (page.hang === true) return;
    response.writeHead(page.status ?? 200, page.headers).end('body');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    pages,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
