/**
 * What the Internet's registries say about blocks of addresses: the IANA special-purpose registries for IPv4 and
 * IPv6 as of 2025-10-09, the multicast and site-local blocks they leave out, and the addresses at which clouds
 * answer with credentials.
 *
 * Blocks that IANA calls globally reachable but which carry no website (AS112, AMT, PCP and TURN anycast, ORCHIDv2,
 * drone ids) are listed too: the nearest answer to those is one's own infrastructure.
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */

export type IpRange =
  | 'this_network'
  | 'private'
  | 'shared'
  | 'loopback'
  | 'link_local'
  | 'metadata'
  | 'protocol_assignment'
  | 'documentation'
  | 'as112'
  | 'amt'
  | 'relay_6to4'
  | 'benchmarking'
  | 'multicast'
  | 'broadcast'
  | 'reserved'
  | 'unspecified'
  | 'unique_local'
  | 'site_local'
  | 'discard'
  | 'dummy'
  | 'orchid'
  | 'drone_id'
  | 'segment_routing'
  | 'nat64_local'
  | 'ipv4_compatible'
  | 'ipv4_translated'
  | 'teredo'
  | '6to4'
  | 'unallocated';

type Row = readonly [block: string, range: IpRange];

/** Narrow blocks stand before the wide ones that contain them: the first match names the address. */
export const IPV4_ROWS: readonly Row[] = [
  ['0.0.0.0/8', 'this_network'], // RFC 791
  ['10.0.0.0/8', 'private'], // RFC 1918
  ['100.100.100.200/32', 'metadata'], // Alibaba Cloud
  ['100.64.0.0/10', 'shared'], // RFC 6598
  ['127.0.0.0/8', 'loopback'], // RFC 1122
  ['168.63.129.16/32', 'metadata'], // Azure WireServer: public by its number, answered by the host
  ['169.254.0.0/16', 'link_local'], // RFC 3927, and every cloud's metadata service
  ['172.16.0.0/12', 'private'], // RFC 1918
  ['192.0.0.192/32', 'metadata'], // Oracle Cloud classic
  ['192.0.0.0/24', 'protocol_assignment'], // RFC 6890, 7335, 7600, 7723, 8155, 8880
  ['192.0.2.0/24', 'documentation'], // RFC 5737
  ['192.31.196.0/24', 'as112'], // RFC 7535
  ['192.52.193.0/24', 'amt'], // RFC 7450
  ['192.88.99.0/24', 'relay_6to4'], // RFC 7526, 6751
  ['192.168.0.0/16', 'private'], // RFC 1918
  ['192.175.48.0/24', 'as112'], // RFC 7534
  ['198.18.0.0/15', 'benchmarking'], // RFC 2544
  ['198.51.100.0/24', 'documentation'], // RFC 5737
  ['203.0.113.0/24', 'documentation'], // RFC 5737
  ['224.0.0.0/4', 'multicast'], // RFC 5771
  ['255.255.255.255/32', 'broadcast'], // RFC 8190
  ['240.0.0.0/4', 'reserved'], // RFC 1112
];

/** IPv6 addresses that have an IPv4 address inside are judged by `classifyIp` itself; these rows hold the rest. */
export const IPV6_ROWS: readonly Row[] = [
  ['::/128', 'unspecified'], // RFC 4291
  ['::1/128', 'loopback'], // RFC 4291
  ['::/96', 'ipv4_compatible'], // RFC 4291, deprecated
  ['::ffff:0:0:0/96', 'ipv4_translated'], // RFC 2765, 7915
  ['64:ff9b:1::/48', 'nat64_local'], // RFC 8215
  ['100::/64', 'discard'], // RFC 6666
  ['100:0:0:1::/64', 'dummy'], // RFC 9780
  ['2001::/32', 'teredo'], // RFC 4380
  ['2001:2::/48', 'benchmarking'], // RFC 5180
  ['2001:3::/32', 'amt'], // RFC 7450
  ['2001:4:112::/48', 'as112'], // RFC 7535
  ['2001:10::/28', 'orchid'], // RFC 4843
  ['2001:20::/28', 'orchid'], // RFC 7343
  ['2001:30::/28', 'drone_id'], // RFC 9374
  ['2001::/23', 'protocol_assignment'], // RFC 2928
  ['2001:db8::/32', 'documentation'], // RFC 3849
  ['2002::/16', '6to4'], // RFC 3056
  ['2620:4f:8000::/48', 'as112'], // RFC 7534
  ['3fff::/20', 'documentation'], // RFC 9637
  ['5f00::/16', 'segment_routing'], // RFC 9602
  ['fd00:ec2::23/128', 'metadata'], // Amazon EKS Pod Identity
  ['fd00:ec2::253/128', 'metadata'], // Amazon resolver
  ['fd00:ec2::254/128', 'metadata'], // Amazon instance metadata
  ['fd20:ce::254/128', 'metadata'], // Google Cloud
  ['fc00::/7', 'unique_local'], // RFC 4193
  ['fe80::/10', 'link_local'], // RFC 4291
  ['fec0::/10', 'site_local'], // RFC 3879
  ['ff00::/8', 'multicast'], // RFC 4291
];
