import { once } from 'node:events';
import type http from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definePolicy, operatorPolicy } from './index.ts';
import { TEST_CERTIFICATE } from './testing/certificate.ts';
import { recordDials, type DialRecorder } from './testing/dial-recorder.ts';
import { startSite, type Site } from './testing/site.ts';
import { UNDICI_MAJORS } from './testing/undici-majors.ts';
import {
  createGuardedFetch,
  UrlRefusedError,
  type GuardedFetch,
  type GuardedFetchOptions,
} from './undici.ts';

const PUBLIC = '93.184.216.34';
const web = definePolicy({ schemes: ['http', 'https'] });

describe.each(UNDICI_MAJORS)(
  'createGuardedFetch on undici $major',
  ({ undici }) => {
    let site: Site;
    let dials: DialRecorder | undefined;
    let fetch: GuardedFetch;
    let answer: http.RequestListener;

    async function start(
      options: GuardedFetchOptions = {},
      { policy = web, tls = false } = {},
    ) {
      site = await startSite((request, response) => answer(request, response), {
        tls,
      });
      dials = await recordDials(site.port);
      fetch = createGuardedFetch(policy, {
        undici,
        lookup: (name) =>
          Promise.resolve([name.startsWith('inside') ? '10.0.0.1' : PUBLIC]),
        ca: TEST_CERTIFICATE.cert,
        ...options,
      });
    }
    beforeEach(() => {
      answer = (_request, response) => response.end('hello');
    });
    afterEach(async () => {
      await fetch.close();
      dials?.restore();
      dials = undefined;
      await site.close();
    });

    const redirectTo = (status: number, ...locations: string[]) => {
      answer = (request, response) => {
        const location = request.url?.startsWith('/start')
          ? locations[0]
          : undefined;
        if (location === undefined)
          return response.end(`at ${request.headers.host}${request.url}`);
        return response.writeHead(status, { location }).end('moved');
      };
    };
    const refusal = async (promise: Promise<unknown>) => {
      const outcome = await promise.then(
        () => 'answered',
        (error: unknown) => error,
      );
      expect(outcome).toBeInstanceOf(UrlRefusedError);
      return (outcome as UrlRefusedError).reason;
    };

    it('gives the response', async () => {
      await start();
      const response = await fetch('http://example.com/a?b', {
        headers: { 'x-a': '1' },
      });
      expect([response.status, response.url, response.redirected]).toEqual([
        200,
        'http://example.com/a?b',
        false,
      ]);
      expect(await response.text()).toBe('hello');
      expect(site.requests[0]?.headers).toMatchObject({
        host: 'example.com',
        'x-a': '1',
      });
    });

    it('checks the certificate against the name, not the dialled address', async () => {
      await start({}, { tls: true });
      expect(await (await fetch('https://www.example.com/')).text()).toBe(
        'hello',
      );
      await expect(fetch('https://other.org/')).rejects.toThrow('fetch failed');
      expect(dials?.dialled).toEqual([PUBLIC, PUBLIC]);
    });

    it('refuses before it asks anybody', async () => {
      await start({}, { policy: definePolicy() });
      expect(await refusal(fetch('https://127.0.0.1/'))).toBe('ip_not_public');
      expect(await refusal(fetch('http://example.com/'))).toBe(
        'scheme_not_allowed',
      );
      expect(await refusal(fetch(new URL('https://a:b@example.com/')))).toBe(
        'userinfo_not_allowed',
      );
      expect(await refusal(fetch('https://inside.example.com/'))).toBe(
        'dns_not_public',
      );
      expect(dials?.dialled).toEqual([]);
    });

    it('takes no dispatcher from the caller', async () => {
      await start();
      const init = { method: 'GET', dispatcher: new undici.Agent() };
      expect(await refusal(fetch('http://example.com/', init))).toBe(
        'proxy_not_allowed',
      );
    });

    describe('redirects', () => {
      it.each([301, 302, 303, 307, 308])(
        'are followed for %i',
        async (status) => {
          await start();
          redirectTo(status, '/target?x#y');
          const response = await fetch('http://example.com/start');
          expect(await response.text()).toBe('at example.com/target?x');
          expect([response.url, response.redirected]).toEqual([
            'http://example.com/target?x',
            true,
          ]);
        },
      );

      it.each([
        ['http://127.0.0.1/', 'ip_not_public'],
        ['http://2130706433/', 'ip_not_public'],
        ['http://[::ffff:169.254.169.254]/', 'ip_not_public'],
        ['//10.0.0.1/', 'ip_not_public'],
        ['http://inside.example.org/', 'dns_not_public'],
        ['http://localhost/', 'host_special_name'],
        ['//user@example.org/', 'userinfo_not_allowed'],
        ['http://example.org:22/', 'port_not_allowed'],
        ['/\\10.0.0.1/', 'redirect_invalid'],
        ['http:\\\\10.0.0.1/', 'redirect_invalid'],
        ['http:/10.0.0.1/', 'malformed_authority'],
        ['http:10.0.0.1/', 'malformed_authority'],
        ['///10.0.0.1/', 'malformed_authority'],
        ['http://10.0.\t0.1/', 'redirect_invalid'],
        ['http://exa mple.org/', 'redirect_invalid'],
        ['/caf\u00e9', 'redirect_invalid'],
        ['file:///etc/passwd', 'scheme_not_allowed'],
        ['data:text/plain,x', 'scheme_not_allowed'],
      ])('to %j are refused: %s', async (location, reason) => {
        await start();
        redirectTo(302, location);
        expect(await refusal(fetch('http://example.com/start'))).toBe(reason);
        expect(dials?.dialled).toEqual([PUBLIC]);
      });

      it('keep to the allowlist', async () => {
        await start(
          {},
          {
            policy: definePolicy({
              schemes: ['http'],
              allowedDomains: ['example.com'],
            }),
          },
        );
        redirectTo(302, 'http://www.example.com/');
        expect(await refusal(fetch('http://example.com/start'))).toBe(
          'host_not_in_allowlist',
        );
      });

      it('read UTF-8 in a Location', async () => {
        await start();
        redirectTo(302, Buffer.from('/café').toString('latin1'));
        expect((await fetch('http://example.com/start')).url).toBe(
          'http://example.com/caf%C3%A9',
        );
      });

      it('stop after five', async () => {
        await start();
        answer = (request, response) => {
          const left = Number(request.url?.slice(1));
          if (left === 0) return response.end('there');
          return response.writeHead(302, { location: `/${left - 1}` }).end();
        };
        expect(await (await fetch('http://example.com/5')).text()).toBe(
          'there',
        );
        expect(await refusal(fetch('http://example.com/6'))).toBe(
          'redirect_limit',
        );
      });

      it('do not lead from https to http', async () => {
        await start({}, { tls: true });
        redirectTo(301, 'http://example.com/');
        expect(await refusal(fetch('https://example.com/start'))).toBe(
          'redirect_downgrade',
        );
        expect(site.requests).toHaveLength(1);
      });

      it('can be left to the caller, or be refused', async () => {
        await start();
        redirectTo(302, 'http://127.0.0.1/');
        const manual = await fetch('http://example.com/start', {
          redirect: 'manual',
        });
        expect([manual.status, manual.headers.get('location')]).toEqual([
          302,
          'http://127.0.0.1/',
        ]);
        await manual.body?.cancel();
        expect(
          await refusal(
            fetch('http://example.com/start', { redirect: 'error' }),
          ),
        ).toBe('redirect_limit');
      });

      const secrets = {
        authorization: 'Bearer s',
        cookie: 'a=s',
        'proxy-authorization': 's',
        'x-api-key': 's',
        'private-token': 's',
        host: 'example.com',
      };

      it('take credentials along within an origin, and never across', async () => {
        await start();
        const headers = { ...secrets, accept: 'text/plain' };
        redirectTo(302, '/there');
        await (await fetch('http://example.com/start', { headers })).text();
        expect(site.requests[1]?.headers).toMatchObject(headers);
        for (const target of [
          'http://www.example.com/',
          'http://example.com:8080/',
        ]) {
          site.requests.length = 0;
          redirectTo(302, target);
          await (await fetch('http://example.com/start', { headers })).text();
          const sent = site.requests[1]?.headers;
          expect(sent).toMatchObject({
            accept: 'text/plain',
            host: new URL(target).host,
          });
          expect(JSON.stringify(Object.values(sent ?? {}))).not.toMatch(
            /"(Bearer )?(a=)?s"/,
          );
        }
      });

      it('do not give credentials back on the way back', async () => {
        await start();
        answer = (request, response) => {
          const { host } = request.headers;
          const location =
            host === 'other.example.com'
              ? 'http://example.com/end'
              : 'http://other.example.com/';
          if (request.url === '/end') return response.end();
          return response.writeHead(302, { location }).end();
        };
        await (
          await fetch('http://example.com/start', {
            headers: { 'x-api-key': 's' },
          })
        ).text();
        expect(
          site.requests.map((request) => request.headers['x-api-key']),
        ).toEqual(['s', undefined, undefined]);
      });

      it.each([
        [301, 'POST', 'GET', ''],
        [302, 'POST', 'GET', ''],
        [303, 'PUT', 'GET', ''],
        [303, 'HEAD', 'HEAD', ''],
        [302, 'PUT', 'PUT', 'body'],
        [307, 'POST', 'POST', 'body'],
        [308, 'POST', 'POST', 'body'],
      ])('after %i turn %s into %s', async (status, method, becomes, body) => {
        await start();
        const bodies: string[] = [];
        answer = (request, response) => {
          let text = '';
          request
            .setEncoding('utf8')
            .on('data', (chunk: string) => (text += chunk));
          request.on('end', () => {
            bodies.push(text);
            if (request.url === '/start')
              response.writeHead(status, { location: '/end' });
            response.end();
          });
        };
        const sent =
          method === 'HEAD'
            ? {}
            : { body: 'body', headers: { 'content-type': 'text/x' } };
        await (
          await fetch('http://example.com/start', { method, ...sent })
        ).text();
        expect(site.requests[1]?.method).toBe(becomes);
        expect(site.requests[1]?.headers['content-type']).toBe(
          body === '' ? undefined : 'text/x',
        );
        expect(bodies[1]).toBe(body);
      });

      it('cannot send a stream twice', async () => {
        await start();
        redirectTo(307, '/there');
        const body = new Blob(['x']).stream();
        const asked = fetch('http://example.com/start', {
          method: 'POST',
          body,
          duplex: 'half',
        });
        expect(await refusal(asked)).toBe('redirect_invalid');
      });
    });

    describe('limits', () => {
      const bytes = (count: number) => Buffer.alloc(count, 'a');

      it('pass a body of exactly maxBytes', async () => {
        await start({ maxBytes: 1000 });
        answer = (_request, response) => response.end(bytes(1000));
        expect(
          (await (await fetch('http://example.com/')).arrayBuffer()).byteLength,
        ).toBe(1000);
      });

      it('refuse a longer one, announced or not, and what unpacks to one', async () => {
        await start({ maxBytes: 1000 });
        answer = (_request, response) =>
          response.setHeader('content-length', 1001).end(bytes(1001));
        expect(await refusal(fetch('http://example.com/'))).toBe(
          'response_too_large',
        );
        answer = (_request, response) => {
          response.write(bytes(600));
          response.end(bytes(600));
        };
        const streamed = await fetch('http://example.com/');
        expect(await refusal(streamed.text())).toBe('response_too_large');
        answer = (_request, response) => {
          response.setHeader('content-encoding', 'gzip');
          response.write(gzipSync(bytes(500_000)));
          response.end();
        };
        const packed = await fetch('http://example.com/');
        expect(await refusal(packed.text())).toBe('response_too_large');
      });

      it('end a request that gets no answer, and one whose body stalls', async () => {
        await start({ timeoutMs: 50 });
        answer = () => undefined;
        expect(await refusal(fetch('http://example.com/'))).toBe('timed_out');
        answer = (_request, response) => void response.write('a');
        const stalled = await fetch('http://example.com/');
        expect(await refusal(stalled.text())).toBe('timed_out');
      });

      it('leave the caller’s own signal its reason', async () => {
        await start();
        const mine = new Error('mine');
        answer = () => controller.abort(mine);
        const controller = new AbortController();
        await expect(
          fetch('http://example.com/', { signal: controller.signal }),
        ).rejects.toBe(mine);
      });
    });

    it('keeps its connections until it is closed', async () => {
      await start({ connections: 1 });
      const sockets = new Set<unknown>();
      answer = (request, response) => {
        sockets.add(request.socket);
        response.end();
      };
      await (await fetch('http://example.com/')).text();
      await (await fetch('http://example.com/')).text();
      expect(sockets.size).toBe(1);
      const socket = site.requests[0]?.socket;
      const closed = socket && once(socket, 'close');
      await fetch.close();
      await closed;
      await expect(fetch('http://example.com/')).rejects.toThrow();
    });

    it('reaches what the operator configured, there and nowhere else', async () => {
      site = await startSite((_request, response) => response.end('inside'));
      const base = `http://127.0.0.1:${site.port}`;
      fetch = createGuardedFetch(operatorPolicy([base]), { undici });
      expect(await (await fetch(`${base}/health`)).text()).toBe('inside');
      expect(await refusal(fetch('http://127.0.0.1:1/'))).toBe(
        'port_not_allowed',
      );
      expect(await refusal(fetch(`http://127.0.0.2:${site.port}/`))).toBe(
        'ip_not_public',
      );
      expect(await refusal(fetch(`http://169.254.169.254/`))).toBe(
        'ip_not_public',
      );
    });
  },
);
