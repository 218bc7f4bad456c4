import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openConnection, parse } from './connection.ts';

test('waits for all of a response', () => {
  const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
  expect(parse(whole.slice(0, -1))).toBeUndefined();
  expect(parse(whole.slice(0, 20))).toBeUndefined();
  expect(parse(whole)).toEqual({ status: 200, body: 'hello' });
});

test('one connection, many requests, with a length and in chunks', async () => {
  let sockets = 0;
  const server = createServer((request, response) => {
    if (request.url === '/chunks') response.write('hel');
    response.statusCode = 401;
    response.end('lo');
  });
  server.on('connection', () => (sockets += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = await openConnection(port);
  const get = (path: string) =>
    connection.send(Buffer.from(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`));
  expect((await get('/chunks')).body).toBe('hello');
  expect(await get('/')).toEqual({ status: 401, body: 'lo' });
  expect(sockets).toBe(1);
  connection.close();
  server.close();
});
