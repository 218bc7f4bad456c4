import { generateKeyPairSync, sign } from 'node:crypto';

export type Kind = 'ping' | 'agents' | 'forged';

export interface Signed {
  /** 64 hexadecimal digits, as the Developer Portal shows a public key. */
  readonly publicKey: string;
  /** A whole HTTP request, with an interaction id that no other one has. */
  request(kind: Kind): Buffer;
}

const APPLICATION = '1000000000000000001';
const GUILD = '1000000000000000002';
const CHANNEL = '1000000000000000003';
const USER = {
  id: '1000000000000000004',
  username: 'nelly',
  discriminator: '0',
  global_name: 'octocat',
  avatar: null,
  public_flags: 0,
};

/** Requests as Discord sends them, under a key of their own. */
export function createSigned(firstId: bigint): Signed {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  let id = firstId;

  return {
    publicKey: Buffer.from(x, 'base64url').toString('hex'),
    request(kind) {
      id += 1n;
      const body = JSON.stringify(kind === 'ping' ? ping(id) : agents(id));
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = sign(null, Buffer.from(timestamp + body), privateKey);
      // Well-formed and wrong: it costs the server a whole check.
      if (kind === 'forged')
        signature.writeUInt8(signature.readUInt8(40) ^ 1, 40);
      return Buffer.from(
        [
          'POST /interactions HTTP/1.1',
          'host: 127.0.0.1',
          'user-agent: Discord-Interactions/1.0 (+https://discord.com)',
          'content-type: application/json',
          `content-length: ${Buffer.byteLength(body)}`,
          `x-signature-ed25519: ${signature.toString('hex')}`,
          `x-signature-timestamp: ${timestamp}`,
          '',
          body,
        ].join('\r\n'),
      );
    },
  };
}

function base(id: bigint) {
  return {
    id: String(id),
    application_id: APPLICATION,
    token: `token-${id}`.padEnd(180, 'x'),
    version: 1,
    entitlements: [],
  };
}

function ping(id: bigint) {
  return { ...base(id), type: 1, user: USER };
}

function agents(id: bigint) {
  return {
    ...base(id),
    type: 2,
    data: { id: '1000000000000000005', name: 'agents', type: 1 },
    guild_id: GUILD,
    guild: { id: GUILD, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    member: {
      user: USER,
      roles: [],
      permissions: '2147483647',
      nick: null,
      avatar: null,
      joined_at: '2026-01-01T00:00:00.000Z',
      premium_since: null,
      deaf: false,
      mute: false,
      pending: false,
      flags: 0,
    },
    context: 0,
    authorizing_integration_owners: { '0': GUILD },
    channel_id: CHANNEL,
    channel: { id: CHANNEL, type: 0, name: 'deploys', guild_id: GUILD },
    app_permissions: '2222085186637376',
    attachment_size_limit: 10_485_760,
    locale: 'en-US',
  };
}
