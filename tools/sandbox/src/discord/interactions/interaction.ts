import { randomBytes } from 'node:crypto';
import type { Clock } from '../wire/clock.ts';
import type { Member } from '../guild/member.ts';

export type InteractionKind =
  'ping' | 'command' | 'component' | 'autocomplete' | 'modal';

/** The numbers of `type`. https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type */
export const INTERACTION_TYPE: Record<InteractionKind, number> = {
  ping: 1,
  command: 2,
  component: 3,
  autocomplete: 4,
  modal: 5,
};

/** How long an answer may take, and how long a token is good for, in milliseconds. */
export const ANSWER_LIMIT_MS = 3000;
export const TOKEN_LIFE_MS = 15 * 60_000;

/** One interaction; what is not read-only changes as the app answers. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  /** The command's name, or the `custom_id` of a component or modal. */
  readonly name: string;
  readonly member: Member;
  readonly channelId: string;
  readonly createdAt: number;
  /** The raw body as it was signed. */
  body: string;
  /** `lost`: no valid answer came in time, so the token is worth nothing. */
  state: 'waiting' | 'answered' | 'deferred' | 'lost';
  /** The message that `@original` names. */
  originalId?: string;
  /** The message whose component was used. */
  readonly sourceMessageId?: string;
  expired: boolean;
  /** Tries that are still answered with 10015. */
  unknownWebhookTries: number;
  /** Called once the app has answered. */
  readonly waiting: (() => void)[];
}

export type NewInteraction = Pick<
  Interaction,
  'kind' | 'name' | 'member' | 'channelId'
> &
  Partial<Pick<Interaction, 'sourceMessageId'>>;

export interface InteractionStore {
  readonly create: (facts: NewInteraction) => Interaction;
  readonly get: (id: string) => Interaction | undefined;
  readonly byToken: (token: string) => Interaction | undefined;
  readonly all: () => readonly Interaction[];
  /** Whether the token is still good at this moment. */
  readonly isAlive: (interaction: Interaction) => boolean;
}

export function createInteractionStore(
  clock: Clock,
  nextId: () => string,
): InteractionStore {
  const byId = new Map<string, Interaction>();
  const byToken = new Map<string, Interaction>();
  return {
    create: (facts) => {
      const id = nextId();
      const secret = randomBytes(96).toString('base64url');
      const token = Buffer.from(`interaction:${id}:${secret}`).toString(
        'base64url',
      );
      const interaction: Interaction = {
        ...facts,
        id,
        token,
        createdAt: clock(),
        body: '',
        state: 'waiting',
        expired: false,
        unknownWebhookTries: 0,
        waiting: [],
      };
      byId.set(id, interaction);
      byToken.set(token, interaction);
      return interaction;
    },
    get: (id) => byId.get(id),
    byToken: (token) => byToken.get(token),
    all: () => [...byId.values()],
    isAlive: ({ expired, createdAt }) =>
      !expired && clock() - createdAt < TOKEN_LIFE_MS,
  };
}
