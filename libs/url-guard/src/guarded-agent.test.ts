import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definePolicy } from './index.ts';
import { recordDials, type DialRecorder } from './testing/dial-recorder.ts';
import { startSite, type Site } from './testing/site.ts';
import { UNDICI_MAJORS } from './testing/undici-majors.ts';
import { createGuardedAgent, UrlRefusedError } from './undici.ts';

const PUBLIC = '93.184.216.34';
const PUBLIC_6 = '2606:4700:4700::1111';
const policy = definePolicy({ schemes: ['http', 'https'] });

const PRIVATE_ADDRESSES = [
  '127.0.0.1',
  '10.0.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '168.63.129.16',
  '::1',
  '::',
  'fd00:ec2::254',
  'fe80::1',
  '::ffff:10.0.0.1',
  '::7f00:1',
  '64:ff9b::a00:1',
  '2002:7f00:1::',
  '2001:0:1::',
  'not an address',
  '127.1',
];
const literal = (address: string) =>
  address.includes(':') ? `[${address}]` : address;

describe.each(UNDICI_MAJORS)(
  'createGuardedAgent on undici $major',
  ({ undici }) => {
    let site: Site;
    let dials: DialRecorder;
    const open: { close(): Promise<void> }[] = [];
    let location = '';

    beforeEach(async () => {
      site = await startSite((request, response) => {
        response.setHeader('connection', 'close');
        if (request.url === '/redirect') response.writeHead(302, { location });
        if (request.url === '/busy')
          response.writeHead(503, { 'retry-after': '0' });
        response.end(request.url);
      });
      dials = await recordDials(site.port);
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((agent) => agent.close()));
      dials.restore();
      await site.close();
    });

    function agentFor(
      lookup: (name: string) => Promise<readonly string[]>,
      given = policy,
    ) {
      const agent = createGuardedAgent(given, { undici, lookup });
      open.push(agent);
      return agent;
    }
    const refusal = async (promise: Promise<unknown>) => {
      const outcome = await promise.then(
        () => 'answered',
        (error: unknown) => error,
      );
      expect(outcome).toBeInstanceOf(UrlRefusedError);
      return (outcome as UrlRefusedError).reason;
    };

    it('dials the answers of the look-up, once, and a public literal', async () => {
      const agent = agentFor(() => Promise.resolve([PUBLIC]));
      const named = await undici.request('http://example.com/a', {
        dispatcher: agent,
      });
      expect(await named.body.text()).toBe('/a');
      for (const address of [PUBLIC, PUBLIC_6]) {
        const { body } = await undici.request(`http://${literal(address)}/`, {
          dispatcher: agent,
        });
        await body.dump();
      }
      expect(dials.dialled).toEqual([PUBLIC, PUBLIC, PUBLIC_6]);
    });

    it.each(PRIVATE_ADDRESSES.slice(0, -2))(
      'does not dial the literal %s',
      async (address) => {
        const agent = agentFor(() => Promise.resolve([PUBLIC]));
        const asked = undici.request(`http://${literal(address)}/`, {
          dispatcher: agent,
        });
        expect(await refusal(asked)).toBe('ip_not_public');
        expect(dials.dialled).toEqual([]);
      },
    );

    it.each(PRIVATE_ADDRESSES)(
      'dials none of the answers where one is %s',
      async (address) => {
        for (const answers of [
          [address],
          [PUBLIC, address],
          [address, PUBLIC],
          [PUBLIC_6, address],
        ]) {
          const agent = agentFor(() => Promise.resolve(answers));
          const asked = undici.request('http://example.com/', {
            dispatcher: agent,
          });
          expect(await refusal(asked)).toBe('dns_not_public');
        }
        expect(dials.dialled).toEqual([]);
      },
    );

    it('holds when the name is rebound between two connections', async () => {
      let asked = 0;
      const agent = agentFor(() =>
        Promise.resolve([asked++ === 0 ? PUBLIC : '10.0.0.9']),
      );
      const { body } = await undici.request('http://example.com/', {
        dispatcher: agent,
      });
      await body.dump();
      expect(
        await refusal(
          undici.request('http://example.com/', { dispatcher: agent }),
        ),
      ).toBe('dns_not_public');
      expect(asked).toBe(2);
      expect(dials.dialled).toEqual([PUBLIC]);
    });

    it('judges the address that answered', async () => {
      dials.lieAboutPeer('10.0.0.9');
      const agent = agentFor(() => Promise.resolve([PUBLIC]));
      expect(
        await refusal(
          undici.request('http://example.com/', { dispatcher: agent }),
        ),
      ).toBe('connect_not_public');
      expect(site.requests).toEqual([]);
    });

    it('judges names, schemes and ports too', async () => {
      const agent = agentFor(
        () => Promise.resolve([PUBLIC]),
        definePolicy({ schemes: ['http'], allowedDomains: ['example.com'] }),
      );
      const ask = (origin: string) =>
        refusal(undici.request(origin, { dispatcher: agent }));
      expect(await ask('http://example.org/')).toBe('host_not_in_allowlist');
      expect(await ask('http://localhost/')).toBe('host_special_name');
      expect(await ask('https://example.com/')).toBe('scheme_not_allowed');
      expect(await ask('http://example.com:25/')).toBe('port_not_allowed');
      expect(dials.dialled).toEqual([]);
    });

    it.each(['socketPath', 'connect', 'factory', 'dispatcher', 'proxy', 'uri'])(
      'is not created with the option %s',
      (name) => {
        const options = { undici, [name]: '/run/docker.sock' };
        expect(() => createGuardedAgent(policy, options)).toThrow(
          UrlRefusedError,
        );
      },
    );

    describe('under interceptors', () => {
      const { dns, redirect, retry } = undici.interceptors;
      const dnsTo = (address: string) =>
        dns({
          lookup: (_origin, _options, callback) =>
            callback(null, [
              { address, family: address.includes(':') ? 6 : 4, ttl: 1000 },
            ]),
        });
      const follow = () => redirect({ maxRedirections: 3 });
      const again = () =>
        retry({ maxRetries: 2, minTimeout: 1, maxTimeout: 1 });

      const orders = (address: string) => [
        [dnsTo(address)],
        [dnsTo(address), follow(), again()],
        [again(), follow(), dnsTo(address)],
        [follow(), dnsTo(address), again()],
      ];

      it.each(PRIVATE_ADDRESSES.slice(0, -2))(
        'does not dial %s, which their own look-up gave',
        async (address) => {
          for (const order of orders(address)) {
            const agent = agentFor(() => Promise.resolve([PUBLIC]));
            const asked = undici.request('http://example.com/', {
              dispatcher: agent.compose(...order),
            });
            await expect(asked).rejects.toThrow();
          }
          expect(dials.dialled.filter((dialled) => dialled !== PUBLIC)).toEqual(
            [],
          );
          expect(site.requests).toEqual([]);
        },
      );

      it.each([
        'http://127.0.0.1/',
        'http://[::1]/',
        '//10.0.0.1/',
        'http://169.254.169.254/latest/',
        'http://inside.example.org/',
      ])('does not follow to %s', async (target) => {
        location = target;
        for (const order of [[follow()], ...orders(PUBLIC)]) {
          const agent = agentFor((name) =>
            Promise.resolve([name === 'example.com' ? PUBLIC : '10.0.0.1']),
          );
          const composed = agent.compose(...order);
          const asked = undici.request('http://example.com/redirect', {
            dispatcher: composed,
          });
          await asked.then(
            ({ body }) => body.dump(),
            () => undefined,
          );
        }
        expect(new Set(dials.dialled)).toEqual(new Set([PUBLIC]));
      });

      it('does not reach a private address on a retry', async () => {
        let asked = 0;
        const agent = agentFor(() =>
          Promise.resolve([asked++ === 0 ? PUBLIC : '127.0.0.1']),
        );
        const composed = agent.compose(again());
        await expect(
          undici.request('http://example.com/busy', { dispatcher: composed }),
        ).rejects.toThrow();
        expect(asked).toBe(2);
        expect(dials.dialled).toEqual([PUBLIC]);
      });

      it('dials the judged address, not the server name', async () => {
        const agent = agentFor(() => Promise.resolve([PUBLIC]));
        for (const servername of ['127.0.0.1', 'localhost']) {
          const composed = agent.compose(
            (dispatch) => (options, handler) =>
              dispatch(Object.assign({}, options, { servername }), handler),
          );
          const { body } = await undici.request(`http://${PUBLIC}/`, {
            dispatcher: composed,
          });
          await body.dump();
        }
        expect(new Set(dials.dialled)).toEqual(new Set([PUBLIC]));
      });
    });
  },
);
