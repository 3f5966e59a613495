import { z } from 'zod';

/** From harmless to deadly. */
export const logLevels = ['log', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line of the process' own log, without secrets. */
export const logLineSchema = z.object({
  /** Grows by one with every line of this process. */
  number: z.number(),
  at: z.iso.datetime(),
  level: z.enum(logLevels),
  /** Which part of the process speaks. */
  context: z.string(),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;
