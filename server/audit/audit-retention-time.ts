const dayMs = 86_400_000;
/** Time of day of the daily run, UTC; the pattern for @nestjs/schedule must say the same. */
const runAtMs = (3 * 60 + 10) * 60_000;
export const runPattern = '0 10 3 * * *';

/** What happened before this is past the retention. */
export function startOfRetention(now: Date, retentionDays: number): Date {
  return new Date(now.getTime() - retentionDays * dayMs);
}

/** When the daily run should last have started. */
export function lastRunDue(now: Date): Date {
  return new Date(Math.floor((now.getTime() - runAtMs) / dayMs) * dayMs + runAtMs);
}

/** When the daily run starts next. */
export function nextRunDue(now: Date): Date {
  return new Date(lastRunDue(now).getTime() + dayMs);
}
