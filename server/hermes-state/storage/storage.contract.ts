import { z } from 'zod';
import { sourceFileSchema } from '../hermes.contract.ts';
import { storageAreas } from './storage-areas.contract.ts';

export const areaSizeSchema = z.object({
  area: z.enum(storageAreas),
  bytes: z.number(),
  files: z.number(),
});

/** One SQLite file of the home with what lies beside it. */
export const databaseFileSchema = z.object({
  name: z.string(),
  bytes: z.number(),
  /** Of its `-wal`; what is in there is not in the file yet. */
  walBytes: z.number(),
});

/** `GET storage`: what the files of a profile take, as far as it was counted. */
export const storageViewSchema = z.object({
  profile: z.string(),
  path: z.string(),
  /** `null` while nothing was counted. */
  home: z
    .object({
      areas: z.array(areaSizeSchema),
      bytes: z.number(),
      files: z.number(),
      links: z.number(),
      isComplete: z.boolean(),
      isCounting: z.boolean(),
      problems: z.array(z.string()),
      countedAt: z.iso.datetime(),
    })
    .nullable(),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  /** Of this console: the spool, histories, archives, backups, and the built-in PostgreSQL if there is one. */
  dataFolder: z.object({
    path: z.string(),
    bytes: z.number().nullable(),
    files: z.number().nullable(),
    isComplete: z.boolean(),
    freeBytes: z.number().nullable(),
    totalBytes: z.number().nullable(),
  }),
  databases: z.array(databaseFileSchema),
  problems: z.array(sourceFileSchema),
});
export type StorageView = z.infer<typeof storageViewSchema>;

/** `GET storage/postgres`: the largest tables; the parts of a partitioned one are added up. */
export const postgresStorageSchema = z.object({
  bytes: z.number(),
  tables: z.array(z.object({ name: z.string(), bytes: z.number(), parts: z.number() })),
});
export type PostgresStorage = z.infer<typeof postgresStorageSchema>;

/** `GET storage/trend`: samples, oldest first. Only homes that were counted to the end are sampled. */
export const storageTrendSchema = z.object({
  samples: z.array(
    z.object({ at: z.iso.datetime(), bytes: z.number(), areas: z.array(areaSizeSchema) }),
  ),
  everyHours: z.number(),
  keptDays: z.number(),
});
export type StorageTrend = z.infer<typeof storageTrendSchema>;

export const cleanUpNames = ['rotated_logs', 'caches', 'old_snapshots'] as const;
export type CleanUpName = (typeof cleanUpNames)[number];
export const cleanUpSchema = z.object({
  name: z.enum(cleanUpNames),
  files: z.number(),
  bytes: z.number(),
  /** What would go; the first few. */
  examples: z.array(z.string()),
  /** There is more than was looked at. */
  isCut: z.boolean(),
  /** Of what was found; what is carried out is what was shown, or nothing. */
  version: z.string(),
  problems: z.array(sourceFileSchema),
});
export type CleanUp = z.infer<typeof cleanUpSchema>;

/** `GET storage/clean-ups`: dry runs. */
export const cleanUpsSchema = z.object({
  items: z.array(cleanUpSchema),
  snapshotsKept: z.number(),
  /** Why `hermes checkpoints prune` cannot be run; `null` when it can. */
  commandUnavailable: z.string().nullable(),
});
export type CleanUps = z.infer<typeof cleanUpsSchema>;

export const runCleanUpSchema = z.object({
  /** Of the dry run. */
  version: z.string().min(1).max(64),
  /** The name of the clean-up, typed. */
  typedName: z.string().max(64),
});
export type RunCleanUp = z.infer<typeof runCleanUpSchema>;
export const cleanedUpSchema = z.object({
  files: z.number(),
  bytes: z.number(),
  /** What is still there, with the reason. */
  failed: z.array(z.string()),
});
export type CleanedUp = z.infer<typeof cleanedUpSchema>;

/** `GET storage/integrity?database=`. */
export const checkedDatabases = [
  'state.db',
  'response_store.db',
  'kanban.db',
  'cron/executions.db',
] as const;
export const integritySchema = z.object({
  database: z.string(),
  state: z.enum(['sound', 'damaged', 'unknown', 'missing']),
  /** What SQLite found, or why it could not look. */
  findings: z.array(z.string()),
  tookMs: z.number(),
});
export type Integrity = z.infer<typeof integritySchema>;

export const snapshotSchema = z.object({
  id: z.string(),
  label: z.string().nullable(),
  createdAt: z.iso.datetime().nullable(),
  files: z.number(),
  bytes: z.number(),
  /** Whether every file of its manifest is there with its size. */
  isWhole: z.boolean(),
  /** What is missing or different; the first few. */
  problems: z.array(z.string()),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
export const backupSchema = z.object({
  file: z.string(),
  bytes: z.number(),
  createdAt: z.iso.datetime(),
});
export type Backup = z.infer<typeof backupSchema>;
/** `GET storage/backups`. */
export const backupsSchema = z.object({
  /** `state-snapshots` of the profile, newest first. */
  snapshots: z.array(snapshotSchema),
  /** In the folder of this console, newest first. */
  backups: z.array(backupSchema),
  /** What Hermes itself put into `backups`, named only. */
  ofHermes: z.array(backupSchema),
  folder: z.string(),
  problems: z.array(sourceFileSchema),
  commandUnavailable: z.string().nullable(),
});
export type Backups = z.infer<typeof backupsSchema>;

export const createBackupSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('snapshot'),
    label: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9][\w-]{0,39}$/, 'letters, digits, - and _; at most 40')
      .or(z.literal(''))
      .default(''),
  }),
  z.object({ kind: z.literal('full') }),
]);
export type CreateBackup = z.input<typeof createBackupSchema>;

export const verifiedBackupSchema = z.object({ isWhole: z.boolean(), text: z.string() });
export type VerifiedBackup = z.infer<typeof verifiedBackupSchema>;
