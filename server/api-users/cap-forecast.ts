import { monthEnd } from '../audit/month.ts';

const dayMs = 86_400_000;

/**
 * Where this month's use leads to if it goes on as it did since the month began, or since the user was made. What was used
 * on the first day counts as the use of that whole day, or an hour's test would foretell the worst.
 */
export function forecast(
  { cap, used, createdAt }: { cap: number; used: number; createdAt: Date },
  now: Date,
): { forecastTokens: number; reachesCapAt: string | null } {
  const monthStart = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const start = Math.max(monthStart, createdAt.getTime());
  const perMs = used / Math.max(now.getTime() - start, dayMs);
  const end = monthEnd(now).getTime();
  const forecastTokens = Math.round(used + perMs * (end - now.getTime()));
  if (used >= cap || forecastTokens < cap || perMs === 0)
    return { forecastTokens, reachesCapAt: null };
  const reachedAt = now.getTime() + (cap - used) / perMs;
  return { forecastTokens, reachesCapAt: new Date(Math.min(reachedAt, end)).toISOString() };
}
