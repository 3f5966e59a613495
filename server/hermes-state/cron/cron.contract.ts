import { z } from 'zod';
import { fitsArgument, tooLongArgument } from '../commands/argument.contract.ts';
import { profileSchema, sourceFileSchema } from '../hermes.contract.ts';

const time = z.iso.datetime().nullable();

export const zoneSchema = z.object({
  /** IANA name. */
  name: z.string(),
  source: z.enum(['environment', 'config', 'machine']),
  problem: z.string().nullable(),
});
export type CronZone = z.infer<typeof zoneSchema>;

export const scheduleKinds = ['cron', 'interval', 'once', 'unknown'] as const;
/** One run to come. `change`: clocks show its time twice on that day, or jump over it. */
export const comingRunSchema = z.object({
  at: z.iso.datetime(),
  change: z.enum(['repeated', 'skipped']).nullable(),
});
export type ComingRun = z.infer<typeof comingRunSchema>;

/** `running`: an attempt was begun and has not ended. `disabled`: switched off, but nobody called it paused. */
export const jobStates = [
  'scheduled',
  'running',
  'paused',
  'completed',
  'error',
  'disabled',
] as const;
export type CronJobState = (typeof jobStates)[number];

export const runStatuses = ['claimed', 'running', 'completed', 'failed', 'unknown'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** An attempt to run a job, from `cron/executions.db`. */
export const cronRunSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  /** `null` when the job is gone. */
  jobName: z.string().nullable(),
  source: z.string(),
  status: z.enum(runStatuses),
  claimedAt: time,
  startedAt: time,
  finishedAt: time,
  durationMs: z.number().nullable(),
  error: z.string().nullable(),
  /** The file in `cron/output/<job>` that was written meanwhile. */
  output: z.string().nullable(),
});
export type CronRun = z.infer<typeof cronRunSchema>;

export const cronJobSchema = z.object({
  /** Where it stands in the file, from 0. */
  position: z.number(),
  id: z.string(),
  /** Verbs can name it: it has an id, and no other job has the same. */
  isAddressable: z.boolean(),
  name: z.string(),
  mode: z.enum(['agent', 'script']),
  schedule: z.object({
    kind: z.enum(scheduleKinds),
    /** As one would type it. */
    text: z.string(),
    words: z.string(),
    problem: z.string().nullable(),
  }),
  state: z.enum(jobStates),
  isEnabled: z.boolean(),
  pausedAt: time,
  pausedReason: z.string().nullable(),
  createdAt: time,
  nextRunAt: time,
  /** It should have run by now; it does at once when a gateway starts. */
  isOverdue: z.boolean(),
  lastRunAt: time,
  /** As the file has it; `ok` and `error` usually. */
  lastStatus: z.string().nullable(),
  lastError: z.string().nullable(),
  lastDeliveryError: z.string().nullable(),
  repeat: z.object({ times: z.number().nullable(), completed: z.number() }),
  deliver: z.string(),
  /** What the job itself names; `null` leaves it to the configuration. */
  model: z.string().nullable(),
  provider: z.string().nullable(),
  baseUrl: z.string().nullable(),
  /** What the configuration said when the job was made. */
  configuredModel: z.string().nullable(),
  skills: z.array(z.string()),
  script: z.string().nullable(),
  workdir: z.string().nullable(),
  contextFrom: z.array(z.string()),
  /** `null`: those of the platform `cron`. */
  toolsets: z.array(z.string()).nullable(),
  /** The beginning of it, with secrets hidden. */
  prompt: z.string(),
  /** For `If-Match`: of what people set of it, not of what Hermes notes after a run. */
  version: z.string(),
  /** Attempts that ended within the last 30 days; `null` when nobody knows. */
  recent: z.object({ succeeded: z.number(), failed: z.number(), unknown: z.number() }).nullable(),
  lastRun: cronRunSchema.nullable(),
});
export type CronJob = z.infer<typeof cronJobSchema>;

/** `GET api/admin/hermes/cron?profile=` */
export const cronJobsSchema = z.object({
  profile: z.string(),
  at: z.iso.datetime(),
  zone: zoneSchema,
  /** What makes jobs fire. */
  firing: z.object({
    /** `late`: a gateway runs, but its ticker does not beat. `failing`: it beats, and its ticks fail. */
    state: z.enum(['fires', 'down', 'late', 'failing', 'unknown']),
    text: z.string(),
    heartbeatAt: time,
    lastSuccessAt: time,
    /** Why its last tick failed, if it says. */
    error: z.string().nullable(),
    overdue: z.number(),
  }),
  files: z.array(sourceFileSchema),
  jobs: z.array(cronJobSchema),
  /** Entries that are no job. */
  ignored: z.number(),
  isCut: z.boolean(),
  /** Why no verb can be run; `null` when verbs can. */
  unavailableReason: z.string().nullable(),
});
export type CronJobs = z.infer<typeof cronJobsSchema>;

/** `GET …/cron/jobs/:id` */
export const cronJobDetailSchema = z.object({
  profile: z.string(),
  job: cronJobSchema,
  /** All of it. */
  prompt: z.string(),
  /** Parts of the prompt are hidden: it cannot be taken over as it stands here. */
  isPromptMasked: z.boolean(),
  upcoming: z.array(comingRunSchema),
  /** As it stands in the file, secrets hidden. */
  json: z.string(),
});
export type CronJobDetail = z.infer<typeof cronJobDetailSchema>;

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'Control characters do not belong here.');

const word = line(200).min(1);
const scriptPath = line(300).regex(/^(?![/~])(?!.*\.\.).*$/, 'It lies below the folder scripts.');

/** What people set of a job. */
export const cronDraftSchema = z.strictObject({
  name: line(200),
  schedule: line(200)
    .min(1, 'Say when it runs.')
    .regex(/^[^-]/, 'A schedule does not begin with a dash.'),
  prompt: z
    .string()
    .max(100_000)
    .regex(/^[^\0]*$/, 'NUL does not belong here.')
    .refine(fitsArgument, tooLongArgument),
  mode: z.enum(['agent', 'script']),
  script: scriptPath,
  deliver: line(300),
  /** `null`: for ever. */
  repeat: z.number().int().min(1).max(1_000_000).nullable(),
  skills: z.array(word).max(50),
  workdir: line(1000).regex(/^(\/.*)?$/, 'It is an absolute path.'),
  model: line(200).nullable(),
  provider: line(200).nullable(),
  baseUrl: line(500).nullable(),
  toolsets: z.array(word).max(50).nullable(),
  contextFrom: z.array(word).max(50),
});
export type CronDraft = z.infer<typeof cronDraftSchema>;

/** Only what is to be changed. */
export const cronChangeSchema = cronDraftSchema.partial();
export type CronChange = z.infer<typeof cronChangeSchema>;

/** What a verb made of a job, as the file says afterwards. */
export const cronDoneSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** What the command said. */
  output: z.string(),
});
export type CronDone = z.infer<typeof cronDoneSchema>;

export const previewQuerySchema = z.object({
  profile: profileSchema,
  schedule: z.string().max(200),
});
export type PreviewQuery = z.infer<typeof previewQuerySchema>;

/** `GET …/cron/preview?schedule=`: how Hermes reads a schedule. */
export const cronPreviewSchema = z.object({
  zone: zoneSchema,
  kind: z.enum(scheduleKinds),
  words: z.string(),
  /** At most five. */
  runs: z.array(comingRunSchema),
  /** Why Hermes would refuse it, or never run it. */
  problem: z.string().nullable(),
  notes: z.array(z.string()),
});
export type CronPreview = z.infer<typeof cronPreviewSchema>;

/** `GET …/cron/choices`: what the fields of a job can name. */
export const cronChoicesSchema = z.object({
  scripts: z.array(z.string()),
  skills: z.array(z.string()),
  /** Where results can be delivered, as far as files tell. */
  targets: z.array(z.string()),
});
export type CronChoices = z.infer<typeof cronChoicesSchema>;

/** As Hermes makes them; what begins with a dash would be an option of the command. */
export const jobIdSchema = z.string().regex(/^[A-Za-z0-9][\w-]{0,63}$/);

export const runQuerySchema = z.object({
  profile: profileSchema,
  job: jobIdSchema.optional(),
  failed: z.enum(['yes']).optional(),
  search: z.string().trim().max(80).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type RunQuery = z.infer<typeof runQuerySchema>;

export const cronRunPageSchema = z.object({
  profile: z.string(),
  file: sourceFileSchema,
  items: z.array(cronRunSchema),
  nextCursor: z.string().nullable(),
});
export type CronRunPage = z.infer<typeof cronRunPageSchema>;

/** `GET …/cron/jobs/:id/outputs`: newest first. */
export const cronOutputsSchema = z.object({
  folder: sourceFileSchema,
  items: z.array(z.object({ name: z.string(), at: time, bytes: z.number() })),
  isCut: z.boolean(),
});
export type CronOutputs = z.infer<typeof cronOutputsSchema>;

export const outputNameSchema = z.string().regex(/^[\w][\w.-]{0,99}\.md$/);
export const cronOutputSchema = z.object({
  file: z.string(),
  text: z.string(),
  bytes: z.number(),
  isCut: z.boolean(),
});
export type CronOutput = z.infer<typeof cronOutputSchema>;
