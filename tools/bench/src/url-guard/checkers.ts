import { BlockList, isIP } from 'node:net';
import { pathToFileURL } from 'node:url';
import { classifyIp, definePolicy, parseUrl } from '@yardmaster/url-guard';
import { peerFile } from '../harness/peers.ts';

/** May this URL be called? */
export type Checker = (url: string) => boolean;

export const OURS = 'url-guard';
export const FLOOR = 'new URL';

interface Peers {
  readonly checkers: Readonly<Record<string, Checker>>;
  readonly classifiers: Readonly<Record<string, Checker>>;
}

async function load(peers: boolean): Promise<Peers> {
  if (!peers) return { checkers: {}, classifiers: {} };
  return (await import(
    pathToFileURL(peerFile('url-checkers.js')).href
  )) as Peers;
}

/** Every name, the first of them ours, with what answers for it: a URL's verdict, and an address's alone. */
export async function createCheckers(peers: boolean) {
  const policy = definePolicy({ schemes: ['http', 'https'] });
  const others = await load(peers);
  const checkers: Record<string, Checker> = {
    [OURS]: (text) => parseUrl(text, policy).ok,
    [FLOOR]: (text) => hostOf(text) !== undefined,
    'net.BlockList': (text) => {
      const host = hostOf(text);
      return host !== undefined && (isIP(host) === 0 || isPublic(host));
    },
    ...others.checkers,
  };
  const classifiers: Record<string, Checker> = {
    [OURS]: (ip) => classifyIp(ip).public,
    'net.BlockList': isPublic,
    ...others.classifiers,
  };
  return { checkers, classifiers };
}

/** The host of an http or https URL without brackets. */
function hostOf(text: string): string | undefined {
  try {
    const { protocol, hostname } = new URL(text);
    if (protocol !== 'http:' && protocol !== 'https:') return undefined;
    return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  } catch {
    return undefined;
  }
}

/** Node's own matcher with the blocks that most people put in. */
const BLOCKED = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];
const blockList = new BlockList();
for (const block of BLOCKED) {
  const [net = '', bits] = block.split('/');
  blockList.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4');
}
function isPublic(ip: string): boolean {
  return !blockList.check(ip, ip.includes(':') ? 'ipv6' : 'ipv4');
}
