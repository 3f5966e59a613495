import { z } from 'zod';
import { pageOf } from '../../http/page.ts';
import { profileQuerySchema, sourceFileSchema } from '../hermes.contract.ts';

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** What started a session: people, a job, a webhook, or another session that delegated work. */
export const sessionKinds = ['human', 'cron', 'webhook', 'subagent'] as const;
export type SessionKind = (typeof sessionKinds)[number];

/** How a session came from its parent: its history was summarised, copied, or work was handed over. */
export const sessionLinks = ['compression', 'branch', 'delegation', 'child'] as const;
export type SessionLink = (typeof sessionLinks)[number];

/**
 * Without a kind: as Hermes lists sessions, the newest continuation of each conversation and no delegated work. With
 * `subagent`: the delegated work alone.
 */
export const sessionFilterSchema = profileQuerySchema.extend({
  source: optional(z.string().max(100)),
  model: optional(z.string().max(200)),
  kind: optional(z.enum(sessionKinds)),
  archived: z.enum(['no', 'yes', 'all']).default('no'),
  /** Only those in which something failed. */
  failed: optional(z.literal('true')),
  /** Active at or after. */
  from: optional(z.iso.datetime({ offset: true })),
  /** Active before. */
  to: optional(z.iso.datetime({ offset: true })),
});
export type SessionFilter = z.infer<typeof sessionFilterSchema>;

export const sessionListQuerySchema = sessionFilterSchema.extend({
  cursor: optional(z.string().max(300)),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type SessionListQuery = z.infer<typeof sessionListQuerySchema>;

/** Cost as Hermes works it out, in US dollars. */
const sessionCostSchema = z.object({
  estimatedUsd: z.number().nullable(),
  actualUsd: z.number().nullable(),
  /** `included`: in a subscription. `unknown`: no price is known, which is not zero. */
  status: z.enum(['estimated', 'actual', 'included', 'unknown']),
});

const sessionTokensSchema = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  reasoning: z.number(),
});

/** A row of the list. Numbers are those of this session alone, as Hermes shows them. */
export const sessionSchema = z.object({
  id: z.string(),
  title: z.string().nullable(),
  /** The beginning of the first message of the user. */
  preview: z.string(),
  source: z.string(),
  kind: z.enum(sessionKinds),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  /** When its newest message was written. */
  lastActiveAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  endReason: z.string().nullable(),
  messageCount: z.number(),
  toolCallCount: z.number(),
  apiCallCount: z.number(),
  tokens: sessionTokensSchema,
  cost: sessionCostSchema,
  workspace: z.string().nullable(),
  user: z.string().nullable(),
  isArchived: z.boolean(),
  /** What failed in it, in words of Hermes; empty when nothing did. */
  failures: z.array(z.string()),
  parentId: z.string().nullable(),
  link: z.enum(sessionLinks).nullable(),
  /** Where the conversation began, and how many sessions it went through. */
  rootId: z.string(),
  chainLength: z.number(),
  childCount: z.number(),
});
export type Session = z.infer<typeof sessionSchema>;

export const sessionPageSchema = pageOf(sessionSchema).extend({
  file: sourceFileSchema,
  /** All that match. */
  total: z.number(),
});
export type SessionPage = z.infer<typeof sessionPageSchema>;

/** Everything in the database, whatever is filtered. */
export const sessionStatsSchema = z.object({
  file: sourceFileSchema,
  bytes: z.number().nullable(),
  schemaVersion: z.number().nullable(),
  sessions: z.number(),
  archived: z.number(),
  messages: z.number(),
  sources: z.array(z.object({ name: z.string(), sessions: z.number() })),
  models: z.array(z.object({ name: z.string(), sessions: z.number() })),
  /** Why sessions cannot be changed from here; `null` when they can. */
  readOnlyReason: z.string().nullable(),
});
export type SessionStats = z.infer<typeof sessionStatsSchema>;

export const sessionSearchQuerySchema = sessionFilterSchema.extend({
  search: z.string().trim().min(1).max(200),
  cursor: optional(z.string().max(300)),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type SessionSearchQuery = z.infer<typeof sessionSearchQuerySchema>;

const snippetSchema = z.array(z.object({ text: z.string(), isMatch: z.boolean() }));

/** A message that matches; for those that match in title or id only, without one. */
export const sessionHitSchema = z.object({
  sessionId: z.string(),
  title: z.string().nullable(),
  source: z.string(),
  model: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  messageId: z.number().nullable(),
  role: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  snippet: snippetSchema,
});
export type SessionHit = z.infer<typeof sessionHitSchema>;

export const sessionSearchSchema = pageOf(sessionHitSchema).extend({
  file: sourceFileSchema,
  /** What was asked: Hermes' index of words, its index of letters, or every message in turn. */
  method: z.enum(['words', 'letters', 'scan']),
});
export type SessionSearch = z.infer<typeof sessionSearchSchema>;

/** A session among its relatives. */
export const sessionNodeSchema = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  link: z.enum(sessionLinks).nullable(),
  title: z.string().nullable(),
  source: z.string(),
  model: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endReason: z.string().nullable(),
  messageCount: z.number(),
  isArchived: z.boolean(),
});
export type SessionNode = z.infer<typeof sessionNodeSchema>;

export const sessionDetailSchema = z.object({
  file: sourceFileSchema,
  session: sessionSchema,
  /** The conversation's first session and all that came from it, parents before children. */
  family: z.array(sessionNodeSchema),
  /** There are more relatives than these. */
  isFamilyCut: z.boolean(),
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  /** By model and task, tasks beside the conversation such as titles included. */
  usage: z.array(
    z.object({
      model: z.string(),
      provider: z.string(),
      /** Empty for the conversation itself. */
      task: z.string(),
      calls: z.number(),
      tokens: sessionTokensSchema,
      cost: sessionCostSchema,
    }),
  ),
});
export type SessionDetail = z.infer<typeof sessionDetailSchema>;

export const transcriptQuerySchema = profileQuerySchema.extend({
  cursor: optional(z.string().max(300)),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Also what was rewound or summarised away. */
  hidden: optional(z.literal('true')),
  /** Begins a little before this message. */
  around: optional(z.coerce.number().int().min(0)),
});
export type TranscriptQuery = z.infer<typeof transcriptQuerySchema>;

export const transcriptMessageSchema = z.object({
  id: z.number(),
  at: z.iso.datetime().nullable(),
  /** `rewound`: taken back. `compacted`: replaced by a summary. */
  state: z.enum(['active', 'rewound', 'compacted']),
  /** As the API of OpenAI has it; the content of media is left out. */
  message: z.record(z.string(), z.unknown()),
  finishReason: z.string().nullable(),
  tokenCount: z.number().nullable(),
  /** Bytes of the text; more than is here when `isCut`. */
  bytes: z.number(),
  isCut: z.boolean(),
});
export type TranscriptMessage = z.infer<typeof transcriptMessageSchema>;

export const transcriptSchema = pageOf(transcriptMessageSchema).extend({
  file: sourceFileSchema,
  /** Messages that are hidden unless asked for. */
  hiddenCount: z.number(),
  /** There are messages before the first one here. */
  hasEarlier: z.boolean(),
});
export type Transcript = z.infer<typeof transcriptSchema>;

export const exportQuerySchema = profileQuerySchema.extend({
  format: z.enum(['md', 'json', 'jsonl']),
});
export type ExportQuery = z.infer<typeof exportQuerySchema>;

export const sessionRenameSchema = z.object({
  // Hermes keeps 100 characters; one that begins with a dash would be taken for an option of the command.
  title: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^-\p{Cc}][^\p{Cc}]*$/u),
});
export type SessionRename = z.infer<typeof sessionRenameSchema>;

const filterText = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^-\p{Cc}][^\p{Cc}]*$/u);

/** Which sessions to archive or prune. Only ended ones ever match. */
export const sweepFilterSchema = z.object({
  olderThanDays: z.number().int().min(1).max(3650).optional(),
  source: filterText.optional(),
  model: filterText.optional(),
  title: filterText.optional(),
  endReason: filterText.optional(),
  maxMessages: z.number().int().min(0).max(1_000_000).optional(),
});
export type SweepFilter = z.infer<typeof sweepFilterSchema>;

export const sweepSchema = z.object({
  /** `archive` hides, `prune` deletes. */
  verb: z.enum(['archive', 'prune']),
  filter: sweepFilterSchema.refine((filter) => Object.keys(filter).length > 0, {
    error: 'needs at least one condition',
  }),
  /** With `prune` only: archived ones too. */
  includeArchived: z.boolean().default(false),
});
export type Sweep = z.infer<typeof sweepSchema>;

/** `expected`: what the preview found; when something else matches by now, nothing is done. */
export const sweepRunSchema = sweepSchema.extend({ expected: z.array(z.string()).max(10_000) });
export type SweepRun = z.infer<typeof sweepRunSchema>;

export const sweepPreviewSchema = z.object({
  count: z.number(),
  ids: z.array(z.string()),
  /** As the command prints them. */
  lines: z.array(z.string()),
});
export type SweepPreview = z.infer<typeof sweepPreviewSchema>;

/** What a change did, as found in the database afterwards. */
export const sessionChangeSchema = z.object({
  /** Of the sessions that are gone or hidden now. */
  ids: z.array(z.string()),
  messages: z.number(),
  /** What the command said. */
  output: z.string(),
});
export type SessionChange = z.infer<typeof sessionChangeSchema>;
