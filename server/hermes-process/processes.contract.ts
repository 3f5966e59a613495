import { z } from 'zod';

/**
 * How a child of this process does. `adopted`: it runs, and was started by somebody else or by an earlier process of ours.
 * `waiting`: it ended, and is started again at `nextStartAt`; `keeps_ending`: the same after several short lives in a row.
 * `left_alone`: it must not be started here now; `reason` says why. `stopped`: by an administrator, until one starts it.
 */
export const processStates = [
  'starting',
  'running',
  'adopted',
  'waiting',
  'keeps_ending',
  'left_alone',
  'stopping',
  'stopped',
] as const;
export type ProcessState = (typeof processStates)[number];

const time = z.iso.datetime().nullable();

export const supervisedProcessSchema = z.object({
  /** Such as `gateway-default` or `proxy-pre`. */
  id: z.string(),
  kind: z.enum(['gateway', 'proxy']),
  /** For people, such as `hermes gateway run`. */
  name: z.string(),
  profile: z.string(),
  state: z.enum(processStates),
  reason: z.string().nullable(),
  pid: z.number().nullable(),
  /** When the process started that runs now. */
  since: time,
  /** How often this process of ours started it again. */
  restarts: z.number(),
  /** The last end since this process of ours runs. Neither code nor signal: it was not our child. */
  lastEnd: z
    .object({
      at: z.iso.datetime(),
      exitCode: z.number().nullable(),
      signal: z.string().nullable(),
    })
    .nullable(),
  nextStartAt: time,
});
export type SupervisedProcess = z.infer<typeof supervisedProcessSchema>;

/** `GET api/admin/processes` */
export const processListSchema = z.object({
  at: z.iso.datetime(),
  items: z.array(supervisedProcessSchema),
});
export type ProcessList = z.infer<typeof processListSchema>;

/** `GET api/admin/processes/:id/log` */
export const processLogSchema = z.object({
  /** Below the data folder. */
  file: z.string(),
  /** Oldest first, each with its time and its stream. Secrets are taken out. */
  lines: z.array(z.string()),
  /** There are older lines in the files. */
  isCut: z.boolean(),
});
export type ProcessLog = z.infer<typeof processLogSchema>;

export const processIdSchema = z.object({ id: z.string().max(100) });
export const processLogQuerySchema = z.object({
  lines: z.coerce.number().int().min(1).max(1000).default(200),
});
export type ProcessLogQuery = z.infer<typeof processLogQuerySchema>;
