import { z } from 'zod';
import { textFileSchema } from '../files/text-file.contract.ts';
import { sourceFileSchema } from '../hermes.contract.ts';

/** `memory`: what the agent noted (MEMORY.md). `user`: what it knows of its user (USER.md). */
export const memoryTargets = ['memory', 'user'] as const;
export const memoryTargetSchema = z.enum(memoryTargets);
export type MemoryTarget = (typeof memoryTargets)[number];

/** One of the two files, as Hermes would load it. */
export const memoryFileSchema = sourceFileSchema.extend({
  target: memoryTargetSchema,
  bytes: z.number().nullable(),
  modifiedAt: z.iso.datetime().nullable(),
  /** How many entries Hermes loads. */
  entries: z.number(),
  /** Entries that say the same as an earlier one, which Hermes leaves out. */
  repeated: z.number(),
  /** Of the loaded entries joined, in code points: what Hermes compares with the limit. */
  characters: z.number(),
  /** In characters. Files above it are still read. */
  limit: z.number(),
  isLimitConfigured: z.boolean(),
  /** Copies that Hermes put beside the file before it replaced what somebody else had written; newest first. */
  backups: z.array(z.object({ name: z.string(), at: z.iso.datetime(), bytes: z.number() })),
});
export type MemoryFile = z.infer<typeof memoryFileSchema>;

/** `GET api/admin/hermes/memory` */
export const memorySchema = z.object({
  profile: z.string(),
  /** Where the settings below come from; defaults when it cannot be read. */
  config: sourceFileSchema,
  /** Whether what is in the files is given to the agent. */
  isMemoryEnabled: z.boolean(),
  isUserProfileEnabled: z.boolean(),
  /** The plugin that remembers instead; `null` for Hermes' own files. */
  provider: z.string().nullable(),
  /** Whether what the agent wants to remember waits for a person. */
  needsApproval: z.boolean(),
  /** Settings that are not what they should be. */
  problems: z.array(z.string()),
  files: z.array(memoryFileSchema),
});
export type Memory = z.infer<typeof memorySchema>;

/** `GET api/admin/hermes/memory/:target` */
export const memoryTextSchema = textFileSchema.extend({
  target: memoryTargetSchema,
  limit: z.number(),
});
export type MemoryText = z.infer<typeof memoryTextSchema>;
