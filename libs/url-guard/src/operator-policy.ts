import { unbracket } from './address.ts';
import { withoutRootDot } from './host-name.ts';
import { PolicyError, type PolicyFault } from './policy-error.ts';
import { definePolicy, type Policy } from './policy.ts';
import type { PrivateAccess } from './private-access.ts';

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/**
 * The policy for URLs that the operator wrote into the configuration: http and https, everything public, and the
 * hosts and ports of these URLs wherever in a private network they are. Link-local addresses and metadata services
 * stay refused.
 *
 * @throws {PolicyError} naming every URL that is wrong.
 */
export function operatorPolicy(urls: readonly string[]): Policy {
  const faults: PolicyFault[] = [];
  const allowPrivate = urls.flatMap((text, i): PrivateAccess[] => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      faults.push({
        path: `urls[${i}]`,
        message: 'must be an absolute http or https URL',
      });
      return [];
    }
    return [
      {
        host: withoutRootDot(unbracket(url.hostname)),
        cidrs: EVERYWHERE,
        ports: [Number(url.port || (url.protocol === 'https:' ? 443 : 80))],
      },
    ];
  });
  if (faults.length > 0) throw new PolicyError(faults);
  return definePolicy({ schemes: ['http', 'https'], allowPrivate });
}
