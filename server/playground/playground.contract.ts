import { z } from 'zod';

/** What the console's playground sends, as one chat of an API user through a gateway. */
export const playgroundChatSchema = z.strictObject({
  gateway: z.enum(['pre', 'post']),
  apiUserId: z.uuid(),
  model: z.string().trim().min(1).max(200),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['system', 'user', 'assistant']),
        content: z.string(),
      }),
    )
    .min(1)
    .max(500),
  temperature: z.number().min(0).max(2).optional(),
  maxTokens: z.number().int().min(1).max(1_000_000).optional(),
  stream: z.boolean().default(true),
});
export type PlaygroundChat = z.input<typeof playgroundChatSchema>;

export const playgroundModelsQuerySchema = z.object({ gateway: z.enum(['pre', 'post']) });
export type PlaygroundModelsQuery = z.infer<typeof playgroundModelsQuerySchema>;

/** Names of the models a gateway's upstream offers, in its order. */
export const playgroundModelsSchema = z.object({ items: z.array(z.string()) });
export type PlaygroundModels = z.infer<typeof playgroundModelsSchema>;
