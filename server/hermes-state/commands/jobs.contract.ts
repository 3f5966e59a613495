import { z } from 'zod';

/** `running` also while the state is looked at afterwards. */
export const jobStates = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export const jobLineSchema = z.object({
  /** 0, 1, 2, … within the job. */
  number: z.number(),
  stream: z.enum(['out', 'error']),
  text: z.string(),
});
export type JobLine = z.infer<typeof jobLineSchema>;

/** A verb of the `hermes` command that was started here. */
export const jobSchema = z.object({
  id: z.uuid(),
  /** For people, such as `Stop the gateway`. */
  name: z.string(),
  /** As one would type it, without secrets. */
  command: z.string(),
  profile: z.string(),
  /** Of jobs of one group and profile only one runs at a time. */
  group: z.string(),
  state: z.enum(jobStates),
  /** Goes on running once it is up, as a gateway does. */
  isBackground: z.boolean(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Name of the administrator. */
  startedBy: z.string(),
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  /** What the state looked like afterwards: many verbs exit with 0 although they failed. `null` while that is not known. */
  verified: z.object({ isAsWanted: z.boolean(), text: z.string() }).nullable(),
  /** Lines written so far; only the newest are kept. */
  lineCount: z.number(),
});
export type Job = z.infer<typeof jobSchema>;

/** `GET api/admin/hermes/jobs`: newest first. */
export const jobListSchema = z.object({
  items: z.array(jobSchema),
  /** Why no job can be started; `null` when one can. */
  unavailableReason: z.string().nullable(),
});
export type JobList = z.infer<typeof jobListSchema>;

/** `GET api/admin/hermes/jobs/:id?after=`: the lines behind that number, oldest first. */
export const jobOutputSchema = z.object({
  job: jobSchema,
  lines: z.array(jobLineSchema),
  /** Lines behind `after` that are not kept any more. */
  leftOut: z.number(),
});
export type JobOutput = z.infer<typeof jobOutputSchema>;

export const jobOutputQuerySchema = z.object({
  after: z.coerce.number().int().min(-1).default(-1),
});
export type JobOutputQuery = z.infer<typeof jobOutputQuerySchema>;

/** The live event `jobs`: how one job stands, and lines it wrote since the last event. `leftOut`: more than fit. */
export const jobNewsSchema = jobOutputSchema;
export type JobNews = z.infer<typeof jobNewsSchema>;
