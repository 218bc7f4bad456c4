import { describe, expect, it } from 'vitest';
import {
  definePolicy,
  parseUrl,
  resolveUrl,
  type Lookup,
  type PolicyOptions,
  type ResolveOptions,
} from './index.ts';

function accepted(input: string, options: PolicyOptions = {}) {
  const verdict = parseUrl(
    input,
    definePolicy({ schemes: ['http', 'https'], ...options }),
  );
  if (!verdict.ok) throw new Error(verdict.reason);
  return verdict;
}
const answering =
  (...answers: string[]): Lookup =>
  () =>
    Promise.resolve(answers.map((address) => ({ address })));
async function reasonFor(
  input: string,
  lookup: Lookup,
  options: PolicyOptions = {},
  rest: Partial<ResolveOptions> = {},
) {
  const resolved = await resolveUrl(accepted(input, options), {
    lookup,
    ...rest,
  });
  return resolved.ok ? 'resolved' : resolved.reason;
}
const never: Lookup = () => new Promise(() => undefined);

describe('resolveUrl', () => {
  it('gives all answers, judged', async () => {
    const lookup = answering('93.184.216.34', '2606:4700:0:0::1111');
    expect(
      await resolveUrl(accepted('https://example.com/'), { lookup }),
    ).toMatchObject({
      ok: true,
      addresses: [
        { address: '93.184.216.34', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
    });
  });

  it('asks for the name without the dot of the root, and not for literals', async () => {
    const asked: string[] = [];
    const lookup: Lookup = (name) => {
      asked.push(name);
      return Promise.resolve(['8.8.8.8']);
    };
    await resolveUrl(accepted('https://EXAMPLE.com./'), { lookup });
    expect(
      await resolveUrl(accepted('https://[2606:4700::1]/'), { lookup }),
    ).toMatchObject({
      addresses: [{ address: '2606:4700::1', family: 6 }],
    });
    expect(asked).toEqual(['example.com']);
  });

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::7f00:1',
    'fe80::1%eth0',
    '127.1',
    'localhost',
    '',
  ])('refuses them all for one %j', async (address) => {
    for (const answers of [
      [address],
      ['8.8.8.8', address],
      [address, '8.8.8.8'],
    ])
      expect(
        await reasonFor('https://example.com/', answering(...answers)),
      ).toBe('dns_not_public');
  });

  it('refuses no answer, a failed one, a late one and a cancelled one', async () => {
    expect(await reasonFor('https://example.com/', answering())).toBe(
      'dns_empty',
    );
    expect(
      await reasonFor('https://example.com/', () =>
        Promise.reject(new Error('ENOTFOUND\n')),
      ),
    ).toBe('dns_failed');
    const thrower: Lookup = () => {
      throw new Error('no');
    };
    expect(await reasonFor('https://example.com/', thrower)).toBe('dns_failed');
    expect(
      await reasonFor('https://example.com/', never, {}, { timeoutMs: 5 }),
    ).toBe('dns_timeout');
    expect(
      await reasonFor(
        'https://example.com/',
        never,
        {},
        { signal: AbortSignal.abort() },
      ),
    ).toBe('aborted');
    const controller = new AbortController();
    const asked = reasonFor(
      'https://example.com/',
      never,
      {},
      { signal: controller.signal },
    );
    controller.abort();
    expect(await asked).toBe('aborted');
  });

  it('writes what failed for the log, with control characters escaped', async () => {
    const lookup = () => Promise.reject(new Error('a\nb'));
    expect(
      await resolveUrl(accepted('https://example.com/'), { lookup }),
    ).toMatchObject({
      message: 'The host name could not be resolved.',
      detail: { host: 'example.com', error: String.raw`Error: a\u{a}b` },
    });
  });

  const allowPrivate = [
    {
      host: 'sidecar',
      cidrs: ['10.1.2.0/24', '169.254.170.2/32'],
      ports: [8080],
    },
  ];

  it('opens an exception at its addresses alone', async () => {
    const ask = (...answers: string[]) =>
      reasonFor('http://sidecar:8080/', answering(...answers), {
        allowPrivate,
      });
    expect(await ask('10.1.2.9')).toBe('resolved');
    expect(await ask('::ffff:10.1.2.9')).toBe('resolved');
    expect(await ask('169.254.170.2')).toBe('resolved');
    expect(await ask('10.1.3.1')).toBe('dns_not_public');
    expect(await ask('169.254.169.254')).toBe('dns_not_public');
    expect(await ask('10.1.2.9', '127.0.0.1')).toBe('dns_not_public');
    expect(
      await reasonFor('http://example.com:8080/', answering('10.1.2.9'), {
        allowPrivate,
      }),
    ).toBe('dns_not_public');
  });

  it('takes fake addresses from DNS where they are declared, and never as literals', async () => {
    const options = { trustedFakeIp: ['198.18.0.0/15'] };
    expect(
      await reasonFor('https://example.com/', answering('198.18.0.7')),
    ).toBe('dns_not_public');
    expect(
      await reasonFor('https://example.com/', answering('198.18.0.7'), options),
    ).toBe('resolved');
    expect(parseUrl('https://198.18.0.7/', definePolicy(options)).ok).toBe(
      false,
    );
  });
});
