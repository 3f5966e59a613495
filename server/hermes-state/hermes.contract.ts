import { z } from 'zod';

/** What a change on disk is about; a pane reads again when one of its kinds is named. */
export const hermesKinds = [
  'accounts',
  'bundles',
  'config',
  'cron',
  'environment',
  'gateway',
  'hooks',
  'kanban',
  'logs',
  'mcp',
  'memory',
  'pairing',
  'plugins',
  'profiles',
  'sessions',
  'skills',
  'webhooks',
] as const;
export type HermesKind = (typeof hermesKinds)[number];

/** Which of Hermes' homes: `default` is the root's own, others lie below `profiles`. */
export const profileSchema = z.string().min(1).max(64).default('default');

/** The scope of every pane. */
export const profileQuerySchema = z.object({ profile: profileSchema });
export type ProfileQuery = z.infer<typeof profileQuerySchema>;

/** One file that a pane shows something of, named also when it is missing or cannot be read. */
export const sourceFileSchema = z.object({
  /** Below the Hermes root, or as its owner names it. */
  file: z.string(),
  status: z.enum(['present', 'missing', 'unreadable']),
  /** Why it cannot be read. */
  reason: z.string().nullable(),
});
export type SourceFile = z.infer<typeof sourceFileSchema>;
