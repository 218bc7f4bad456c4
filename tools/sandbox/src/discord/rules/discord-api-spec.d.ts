/** The package ships its zod schemas without declarations; these are the ones in use here. */
declare module 'discord-api-spec/zod' {
  interface Issue {
    path: readonly PropertyKey[];
    code: string;
    message: string;
  }
  interface Schema {
    safeParse(
      value: unknown,
    ):
      | { success: true }
      | { success: false; error: { issues: readonly Issue[] } };
  }
  export const ApplicationCommandCreateRequestSchema: Schema;
  export const ApplicationCommandResponseSchema: Schema;
  export const GuildChannelResponseSchema: Schema;
  export const InteractionCallbackResponseSchema: Schema;
  export const MessageResponseSchema: Schema;
  export const PrivateApplicationResponseSchema: Schema;
  export const UserPIIResponseSchema: Schema;
  export const CreateMessageInteractionCallbackRequestSchema: Schema;
  export const IncomingWebhookRequestPartialSchema: Schema;
  export const IncomingWebhookUpdateRequestPartialSchema: Schema;
  export const MessageCreateRequestSchema: Schema;
  export const MessageEditRequestPartialSchema: Schema;
  export const UpdateMessageInteractionCallbackRequestSchema: Schema;
}
