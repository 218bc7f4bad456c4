import {
  classifyIp,
  classifyIpv4,
  classifyIpv6,
  type IpVerdict,
} from './address.ts';
import { ipv4In, ipv6In, parseCidr, type Cidr } from './cidr.ts';
import { parseHost } from './domain-rule.ts';
import { parseIpv4, parseIpv6 } from './ip-text.ts';
import type { Report } from './policy-error.ts';
import { isPort } from './port.ts';

/**
 * One way into a network that is not public: this host, at these addresses, on these ports. A block opens link-local
 * addresses, metadata services and IPv6 addresses with an IPv4 address inside only if it is exactly that one
 * address (`/32` or `/128`), so a wide block opens a network without its metadata service.
 */
export interface PrivateAccess {
  /** A host name (single labels and reserved names too) or an IP address. */
  readonly host: string;
  /** CIDR blocks, as in `['10.1.2.3/32']`. */
  readonly cidrs: readonly string[];
  readonly ports: readonly number[];
}

export interface Access {
  readonly host: string;
  readonly cidrs: readonly Cidr[];
  readonly ports: ReadonlySet<number>;
}

/** Ranges that a wide block does not open. */
const SEALED: ReadonlySet<string> = new Set([
  'link_local',
  'metadata',
  'ipv4_compatible',
  'ipv4_translated',
  'nat64_local',
  'teredo',
  '6to4',
]);

function isSealed(verdict: IpVerdict): boolean {
  return SEALED.has(verdict.range);
}

export function compileAccess(
  entry: PrivateAccess,
  path: string,
  report: Report,
): readonly Access[] {
  const { host, cidrs, ports } = Object(entry) as Partial<PrivateAccess>;
  const parsed = parseHost(typeof host === 'string' ? host : '');
  if (!parsed.ok) report(`${path}.host`, parsed.fault);
  if (!Array.isArray(cidrs) || cidrs.length === 0)
    report(`${path}.cidrs`, 'must name at least one CIDR block');
  if (!Array.isArray(ports) || ports.length === 0)
    report(`${path}.ports`, 'must name at least one port');

  const blocks = (Array.isArray(cidrs) ? cidrs : []).flatMap((text, i) => {
    const block = typeof text === 'string' ? parseCidr(text) : undefined;
    if (block === undefined) {
      report(`${path}.cidrs[${i}]`, 'must be a CIDR block such as 10.1.2.3/32');
    } else if (!isExact(block) && isSealed(classifyBase(block))) {
      report(
        `${path}.cidrs[${i}]`,
        'must be one exact address (/32 or /128): link-local and metadata addresses are not opened by a block',
      );
    }
    return block ?? [];
  });
  (Array.isArray(ports) ? ports : []).forEach((port, i) => {
    if (!isPort(port))
      report(`${path}.ports[${i}]`, 'must be a port from 1 to 65535');
  });
  return parsed.ok
    ? [{ host: parsed.host, cidrs: blocks, ports: new Set(ports) }]
    : [];
}

function isExact(block: Cidr): boolean {
  return block.bits === (block.family === 4 ? 32 : 128);
}

function classifyBase(block: Cidr): IpVerdict {
  return block.family === 4
    ? classifyIpv4(block.base)
    : classifyIpv6(block.base);
}

/** The exception made for this host and port, if there is one. */
export function findAccess(
  host: string,
  port: number,
  accesses: readonly Access[],
): Access | undefined {
  return accesses.find((a) => a.host === host && a.ports.has(port));
}

/** Whether a block of the exception opens this address (in plain text). */
export function opens(access: Access, address: string): boolean {
  const sealed = isSealed(classifyIp(address));
  return access.cidrs.some(
    (block) => (!sealed || isExact(block)) && cidrHas(block, address),
  );
}

/** An IPv4-mapped address is the IPv4 address inside it. */
export function cidrHas(block: Cidr, address: string): boolean {
  const verdict = classifyIp(address);
  const inner =
    'via' in verdict && verdict.via === 'mapped' ? verdict.embedded : undefined;
  const text = inner ?? address;
  if (block.family === 4) {
    const ipv4 = parseIpv4(text);
    return ipv4 >= 0 && ipv4In(ipv4, block);
  }
  const groups = inner === undefined ? parseIpv6(text) : undefined;
  return groups !== undefined && ipv6In(groups, block);
}
