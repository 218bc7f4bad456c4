/** As in the environment; an empty string is unset. */
export type ProxySettings = {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  readonly noProxy?: string | undefined;
};

/**
 * A `fetch` that obeys the proxy of the environment, or the global one if there is no proxy. undici is loaded with the
 * first request that needs it.
 */
export function createProxyFetch(proxy: ProxySettings = {}): typeof fetch {
  const { httpProxy, httpsProxy, noProxy } = proxy;
  if (!httpProxy && !httpsProxy)
    return (input, init) => globalThis.fetch(input, init);
  let loaded: Promise<typeof fetch> | undefined;
  const load = async (): Promise<typeof fetch> => {
    const undici = await import('undici');
    const dispatcher = new undici.EnvHttpProxyAgent({
      // Without a value of its own EnvHttpProxyAgent would read the environment.
      httpProxy: httpProxy ?? '',
      httpsProxy: httpsProxy || httpProxy || '',
      noProxy: noProxy ?? '',
    });
    return (input, init) =>
      undici.fetch(
        input as Parameters<typeof undici.fetch>[0],
        { ...init, dispatcher } as Parameters<typeof undici.fetch>[1],
      ) as unknown as Promise<Response>;
  };
  return async (input, init) => (await (loaded ??= load()))(input, init);
}
