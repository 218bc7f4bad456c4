/**
 * A process that dies at a chosen moment, without a process: every call it makes to the outside is counted, and from the
 * chosen one on nothing it calls ever answers. Calls come in two halves, so that it also dies after the effect and before
 * the answer.
 */
export interface Life {
  /** Half calls made so far. */
  readonly lived: () => number;
  /** The same object, as this life sees it. Only methods that return promises may be called on it. */
  wrap<T extends object>(port: T): T;
}

export function createLife(diesAt = Infinity): Life {
  let halves = 0;
  const dead = (): boolean => halves >= diesAt;
  const never = new Promise<never>(() => {});

  return {
    lived: () => halves,
    wrap(port) {
      return new Proxy(port, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return async (...parameters: unknown[]): Promise<unknown> => {
            if (dead()) return never;
            halves += 1;
            if (dead()) return never;
            const answer: unknown = await value.apply(target, parameters);
            if (dead()) return never;
            halves += 1;
            return dead() ? never : answer;
          };
        },
      });
    },
  };
}
