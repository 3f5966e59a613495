import { z } from 'zod';
import { sourceFileSchema } from '../hermes.contract.ts';
import { securityCheckSchema } from './security-check.contract.ts';

/** `GET api/admin/hermes/security?profile=` */
export const hermesSecuritySchema = z.object({
  at: z.iso.datetime(),
  profile: z.string(),
  checks: z.array(securityCheckSchema),
  /** Why the verbs of the `hermes` command cannot be run; `null` when they can. */
  commandUnavailable: z.string().nullable(),
});
export type HermesSecurity = z.infer<typeof hermesSecuritySchema>;

/** `GET api/admin/hermes/security/exposure?profile=`: secrets that stand in the newest part of the logs. */
export const logExposureSchema = z.object({
  at: z.iso.datetime(),
  profile: z.string(),
  /** Secrets of Hermes and of this console that were looked for. */
  secretsKnown: z.number(),
  files: z.array(
    sourceFileSchema.extend({
      bytes: z.number(),
      /** Of its end. */
      bytesScanned: z.number(),
      /** Lines that hold a secret that is known, and lines that hold what only looks like one. */
      known: z.number(),
      lookalikes: z.number(),
      /** The newest of those lines. */
      lines: z.array(
        z.object({
          kind: z.enum(['known', 'lookalike']),
          /** From 1; `null` when the beginning of the file was not read. */
          line: z.number().nullable(),
          /** Of its first byte in the file. */
          offset: z.number(),
        }),
      ),
    }),
  ),
  /** Logs that were not looked at, because there are too many. */
  filesLeftOut: z.number(),
});
export type LogExposure = z.infer<typeof logExposureSchema>;

/** Body of `POST …/security/modes`: the checks whose files are to be set right. */
export const mendModesSchema = z.strictObject({
  ids: z.array(z.string().max(300)).min(1).max(200),
});
export type MendModes = z.infer<typeof mendModesSchema>;

export const mendedModesSchema = z.object({
  items: z.array(z.object({ file: z.string(), before: z.string(), after: z.string() })),
});
export type MendedModes = z.infer<typeof mendedModesSchema>;

/** From which severity on a finding makes the audit fail. */
export const auditSeverities = ['low', 'moderate', 'high', 'critical'] as const;

/** Body of `POST …/security/ask`: which verb of Hermes is to look. */
export const askSecuritySchema = z.discriminatedUnion('question', [
  z.strictObject({
    question: z.literal('audit'),
    failOn: z.enum(auditSeverities).default('critical'),
  }),
  z.strictObject({ question: z.literal('doctor') }),
]);
export type AskSecurity = z.infer<typeof askSecuritySchema>;
