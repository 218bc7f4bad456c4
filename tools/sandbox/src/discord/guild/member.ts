/** Permission bits that matter to commands. https://docs.discord.com/developers/topics/permissions */
export const PERMISSIONS = {
  administrator: 1n << 3n,
  manageGuild: 1n << 5n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readHistory: 1n << 16n,
  useCommands: 1n << 31n,
} as const;

export interface Member {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  /** Bit field as a decimal string, as in an interaction's `member.permissions`. */
  readonly permissions: string;
}

export interface Members {
  /** Administrator and Manage Server, no role. */
  readonly admin: Member;
  /** Holds the role `roles.operator`, without Manage Server. */
  readonly operator: Member;
  /** Neither. */
  readonly member: Member;
}

export type MemberName = keyof Members;

const BASE =
  PERMISSIONS.viewChannel |
  PERMISSIONS.sendMessages |
  PERMISSIONS.embedLinks |
  PERMISSIONS.attachFiles |
  PERMISSIONS.readHistory |
  PERMISSIONS.useCommands;

export function createMembers(
  nextId: () => string,
  operatorRole: string,
): Members {
  return {
    admin: {
      id: nextId(),
      username: 'admin',
      displayName: 'Admin',
      roles: [],
      permissions: String(
        BASE | PERMISSIONS.administrator | PERMISSIONS.manageGuild,
      ),
    },
    operator: {
      id: nextId(),
      username: 'operator',
      displayName: 'Operator',
      roles: [operatorRole],
      permissions: String(BASE),
    },
    member: {
      id: nextId(),
      username: 'member',
      displayName: 'Member',
      roles: [],
      permissions: String(BASE),
    },
  };
}

const BLANK_PROFILE = {
  discriminator: '0',
  avatar: null,
  public_flags: 0,
  flags: 0,
  primary_guild: null,
};

/** https://docs.discord.com/developers/resources/user#user-object */
export function userJson(
  member: Pick<Member, 'id' | 'username'> & Partial<Member>,
): Record<string, unknown> {
  return {
    ...BLANK_PROFILE,
    id: member.id,
    username: member.username,
    global_name: member.displayName ?? null,
  };
}

/** The bot's own user, whose id is the application's. */
export function botJson(id: string, username: string): Record<string, unknown> {
  return {
    ...BLANK_PROFILE,
    id,
    username,
    discriminator: '0000',
    global_name: null,
    bot: true,
  };
}
