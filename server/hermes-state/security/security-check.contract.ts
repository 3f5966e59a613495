import { z } from 'zod';

/** What a check is about: first those of a profile of Hermes, then those of this console. */
export const securityAreas = [
  'files',
  'approvals',
  'access',
  'hooks',
  'plugins',
  'listeners',
  'secrets',
  'console',
  'sign_in',
  'api_users',
  'audit',
  'host',
] as const;
export type SecurityArea = (typeof securityAreas)[number];

/** `unknown`: what has to be read for it could not be read; the evidence names it. */
export const checkStates = ['fail', 'warn', 'unknown', 'pass'] as const;
export type CheckState = (typeof checkStates)[number];

/** What was read. Never a secret. */
export const evidenceSchema = z.object({
  /** Below the Hermes root, or a setting of this process; `null` when it comes from neither. */
  file: z.string().nullable(),
  /** The setting in the file, or the line. */
  key: z.string().nullable(),
  value: z.string(),
});
export type SecurityEvidence = z.infer<typeof evidenceSchema>;

export const securityCheckSchema = z.object({
  /** The same at every reading, such as `approvals.mode`. */
  id: z.string(),
  area: z.enum(securityAreas),
  title: z.string(),
  state: z.enum(checkStates),
  reason: z.string(),
  evidence: z.array(evidenceSchema),
  /** Pieces of evidence that are not listed. */
  evidenceLeftOut: z.number(),
  /** What to do; `null` when nothing is to be done. */
  fix: z
    .object({
      text: z.string(),
      /** Path of the page of this console where it can be done. */
      page: z.string().nullable(),
      query: z.record(z.string(), z.string()),
    })
    .nullable(),
  /** Files and folders whose mode this console can set right: what it is and what it would be, in octal digits. */
  mend: z.array(z.object({ file: z.string(), mode: z.string(), wanted: z.string() })),
});
export type SecurityCheck = z.infer<typeof securityCheckSchema>;
