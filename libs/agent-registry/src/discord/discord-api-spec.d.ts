/** The package ships its zod schemas without declarations; this is the one in use here. */
declare module 'discord-api-spec/zod' {
  import type { z } from 'zod';
  export const ApplicationCommandUpdateRequestSchema: z.ZodType;
}
