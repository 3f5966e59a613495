import { z } from 'zod';

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export const mostUsageDays = 400;
/** Groups of a chart with a colour of their own; the others are added up. */
export const mostUsageGroups = 10;

const dayMs = 86_400_000;

/**
 * A name such as `Europe/Berlin`. Offsets such as `+02:00` are not accepted: PostgreSQL reads their sign the other way
 * round (PostgreSQL, B.5).
 */
const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'is not the name of a time zone', abort: true })
  .default('UTC');

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Local days, both of them included. Without `to`: until today. */
const daysQuery = z.object({
  from: z.iso.date(),
  to: optional(z.iso.date()),
  timeZone,
});

/** Today, in that zone: `2026-11-21`. */
export function todayIn(zone: string): string {
  // Sweden writes days the way ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format();
}

const withinBounds = (query: z.infer<typeof daysQuery>, context: z.RefinementCtx): void => {
  const last = query.to ?? todayIn(query.timeZone);
  const days = (Date.parse(last) - Date.parse(query.from)) / dayMs + 1;
  const message =
    days < 1
      ? 'lies before "from"'
      : days > mostUsageDays
        ? `lies more than ${mostUsageDays} days after "from"`
        : undefined;
  if (message !== undefined) context.addIssue({ code: 'custom', path: ['to'], message });
};

export const usageDaysQuerySchema = daysQuery
  .extend({
    groupBy: z.enum(['none', 'gateway', 'model', 'apiUser']).default('none'),
    apiUserId: optional(z.uuid()),
  })
  .superRefine(withinBounds);
export type UsageDaysQuery = z.infer<typeof usageDaysQuerySchema>;

/** Admitted requests that have been answered. */
const usageNumbers = z.object({
  requests: z.number(),
  errors: z.number(),
  promptTokens: z.number(),
  completionTokens: z.number(),
  totalTokens: z.number(),
  /** Requests that were not admitted. `null` by model: it was not looked at. */
  refusals: z.number().nullable(),
});
export type UsageNumbers = z.infer<typeof usageNumbers>;

const usageDay = usageNumbers.extend({ day: z.iso.date() });
export type UsageDay = z.infer<typeof usageDay>;

const usageGroup = z.object({
  /** A gateway, a model or an API user's id; `''` where no model was named; `null` for all others together. */
  key: z.string().nullable(),
  /** For people; `null` for all others together. */
  name: z.string().nullable(),
  total: usageNumbers,
  /** As many as in `days` of the answer. */
  days: z.array(usageDay),
});
export type UsageGroup = z.infer<typeof usageGroup>;

export const usageDaysSchema = z.object({
  timeZone: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** The day that is not over, in that zone. */
  today: z.iso.date(),
  /**
   * Numbers are kept by the hour of UTC. In a zone whose midnight lies within such an hour, as in India or Nepal, the hour
   * belongs to the day that has the larger part of it, so a day begins and ends up to this many minutes beside midnight.
   */
  toleranceMinutes: z.number(),
  total: usageNumbers,
  /** Every day, those without a request too. */
  days: z.array(usageDay),
  /** The biggest by tokens, then all others together if there are more. Empty without a grouping. */
  groups: z.array(usageGroup),
});
export type UsageDays = z.infer<typeof usageDaysSchema>;

export const usageTopQuerySchema = daysQuery
  .extend({
    by: z.enum(['apiUser', 'model']),
    limit: z.coerce.number().int().min(1).max(100).default(10),
  })
  .superRefine(withinBounds);
export type UsageTopQuery = z.infer<typeof usageTopQuerySchema>;

export const usageTopSchema = z.object({
  timeZone: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  toleranceMinutes: z.number(),
  /** By tokens, then by requests. */
  items: z.array(
    usageNumbers.omit({ refusals: true }).extend({
      key: z.string(),
      name: z.string(),
      /** Of all tokens of the time, 0 to 1. */
      share: z.number(),
      meanDurationMs: z.number(),
    }),
  ),
  /** Of everybody, not only of `items`. */
  total: usageNumbers.omit({ refusals: true }),
  /** How many there are, shown or not. */
  count: z.number(),
});
export type UsageTop = z.infer<typeof usageTopSchema>;
