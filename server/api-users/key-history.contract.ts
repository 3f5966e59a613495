import { z } from 'zod';

/** One thing that happened to the keys of an API user. */
const keyHistoryItem = z.object({
  kind: z.enum(['created', 'rotated', 'revoked', 'restored']),
  at: z.iso.datetime(),
  /** The key that was good afterwards, or would have been had the user not been revoked. */
  key: z.object({ prefix: z.string(), lastFour: z.string() }),
  /** `null`: nobody wrote it down. */
  by: z
    .object({
      id: z.uuid().nullable(),
      name: z.string(),
      role: z.string().nullable(),
      address: z.string().nullable(),
      /** Of the event that says so. */
      sequence: z.number(),
    })
    .nullable(),
});
export type KeyHistoryItem = z.infer<typeof keyHistoryItem>;

export const keyHistorySchema = z.object({
  /** Newest first. */
  items: z.array(keyHistoryItem),
  /**
   * Since when events are recorded. What happened before is known from the keys themselves: when they were made, but not
   * by whom, and nothing of a revocation that was taken back. `null`: nothing has been recorded yet.
   */
  recordedSince: z.iso.datetime().nullable(),
});
export type KeyHistory = z.infer<typeof keyHistorySchema>;
