import { z } from 'zod';
import { apiUserStatuses } from './api-users.contract.ts';

/** `near`: at least this share of the cap is used. */
export const nearCapShare = 0.8;

export const capUseQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type CapUseQuery = z.infer<typeof capUseQuerySchema>;

export const capUseSchema = z.object({
  /** First day of the month, UTC. */
  month: z.iso.date(),
  /** When the caps start anew. */
  monthEndsAt: z.iso.datetime(),
  /** Of all API users, whether shown or not. */
  counts: z.object({ users: z.number(), near: z.number(), reached: z.number() }),
  /** By share, the largest first. */
  items: z.array(
    z.object({
      id: z.uuid(),
      displayName: z.string(),
      status: z.enum(apiUserStatuses),
      monthlyTokenCap: z.number(),
      usedTokens: z.number(),
      reservedTokens: z.number(),
      requests: z.number(),
      /** Used of the cap; more than 1 is possible. 1 for a cap of 0. */
      share: z.number(),
      level: z.enum(['ok', 'near', 'reached']),
      /** Tokens by the end of the month at this month's pace. */
      forecastTokens: z.number(),
      /** When the cap is reached at that pace; `null`: not within this month, or it is already. */
      reachesCapAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type CapUse = z.infer<typeof capUseSchema>;
