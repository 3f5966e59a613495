import { z } from 'zod';
import { profileQuerySchema, sourceFileSchema } from '../hermes.contract.ts';

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export const mostInsightDays = 400;

const timeZone = z
  .string()
  .max(64)
  .refine(
    (name) => {
      try {
        return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
      } catch {
        return false;
      }
    },
    { error: 'is not the name of a time zone' },
  )
  .default('UTC');

/** The last so many days up to now, counted by the hour as Hermes counts them. */
export const insightsQuerySchema = profileQuerySchema.extend({
  /** `all`: every profile together. */
  scope: z.enum(['one', 'all']).default('one'),
  days: z.coerce.number().int().min(1).max(mostInsightDays).default(30),
  source: optional(z.string().max(100)),
  timeZone,
});
export type InsightsQuery = z.infer<typeof insightsQuerySchema>;

/** How the estimate can be taken apart. */
export const insightGroupings = [
  'days',
  'models',
  'providers',
  'sources',
  'tasks',
  'profiles',
] as const;
export type InsightGrouping = (typeof insightGroupings)[number];

export const insightNumbersSchema = z.object({
  sessions: z.number(),
  calls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
  /** Part of the output. */
  reasoningTokens: z.number(),
  /** Input, output and both of the cache, as Hermes adds them up. */
  totalTokens: z.number(),
  /** In US dollars, of what has a price. */
  costUsd: z.number(),
  /** Tokens for which Hermes knows no price. */
  unpricedTokens: z.number(),
  /** Tokens that are paid for by a subscription. */
  includedTokens: z.number(),
});
export type InsightNumbers = z.infer<typeof insightNumbersSchema>;

const insightGroupSchema = insightNumbersSchema.extend({
  /** A day, a model, a provider, a source, a task or a profile; a task is empty for the conversation itself. */
  name: z.string(),
  /** Of a model. */
  provider: z.string().nullable(),
});
export type InsightGroup = z.infer<typeof insightGroupSchema>;

export const insightsSchema = z.object({
  /** Every database that was read or should have been. */
  files: z.array(sourceFileSchema),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  timeZone: z.string(),
  today: z.iso.date(),
  total: insightNumbersSchema.extend({ messages: z.number(), toolCalls: z.number() }),
  /** The same number of days before. */
  previous: insightNumbersSchema.extend({ messages: z.number(), toolCalls: z.number() }),
  /** Every day, those without a session too. A session counts for the day it began. */
  days: z.array(insightGroupSchema),
  models: z.array(insightGroupSchema),
  providers: z.array(insightGroupSchema),
  sources: z.array(insightGroupSchema),
  tasks: z.array(insightGroupSchema),
  profiles: z.array(insightGroupSchema),
  /** Sessions that began then: Monday first, and by the hour of the day. */
  weekdays: z.array(z.number()),
  hours: z.array(z.number()),
});
export type Insights = z.infer<typeof insightsSchema>;

export const toolInsightsSchema = z.object({
  files: z.array(sourceFileSchema),
  userMessages: z.number(),
  tools: z.array(z.object({ name: z.string(), calls: z.number() })),
  skills: z.array(
    z.object({
      name: z.string(),
      loads: z.number(),
      edits: z.number(),
      lastUsedAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type ToolInsights = z.infer<typeof toolInsightsSchema>;

export const insightsCsvQuerySchema = insightsQuerySchema.extend({
  by: z.enum([...insightGroupings, 'tools']),
});
export type InsightsCsvQuery = z.infer<typeof insightsCsvQuerySchema>;
