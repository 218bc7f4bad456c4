// One question to each peer: may this http or https URL be called? Written as its own documentation shows it.
import { Agent } from 'node:http';
import { Address4, Address6 } from 'ip-address';
import ipaddr from 'ipaddr.js';
import privateIp from 'private-ip';
import { RequestFilteringHttpAgent } from 'request-filtering-agent';
import { isSSRFSafeURL } from 'ssrfcheck';

/** The host of an http or https URL without brackets; undefined where even `new URL` refuses. */
function hostOf(text) {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol)
    ? url.hostname.replace(/^\[|\]$/g, '')
    : undefined;
}
const isIp = (host) => host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
/** Packages that judge addresses let every name pass. */
const byAddress = (isPublic) => (text) => {
  const host = hostOf(text);
  return host !== undefined && (!isIp(host) || isPublic(host));
};

export const checkers = {
  'ipaddr.js': byAddress((host) => ipaddr.process(host).range() === 'unicast'),
  'ip-address': byAddress((host) =>
    (host.includes(':') ? new Address6(host) : new Address4(host)).isGlobal(),
  ),
  ssrfcheck: (text) =>
    isSSRFSafeURL(text, { allowedProtocols: ['http', 'https'] }),
  'private-ip': byAddress((host) => privateIp(host) !== true),
};

/** What judges the address alone, for the cost of one verdict. */
export const classifiers = {
  'ipaddr.js': (ip) => ipaddr.process(ip).range() === 'unicast',
  'ip-address': (ip) =>
    (ip.includes(':') ? new Address6(ip) : new Address4(ip)).isGlobal(),
  'private-ip': (ip) => privateIp(ip) !== true,
};

// request-filtering-agent judges when a connection is made. Connections are not made here: what gets as far as Node's
// own agent was accepted.
const ACCEPTED = Symbol('accepted');
Agent.prototype.createConnection = () => ACCEPTED;
const agent = new RequestFilteringHttpAgent();

checkers['request-filtering-agent'] = (text) => {
  const host = hostOf(text);
  return (
    host !== undefined &&
    agent.createConnection({ host, port: 80 }, () => {}) === ACCEPTED
  );
};
