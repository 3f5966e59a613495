import { z } from 'zod';
import { securityCheckSchema } from '../hermes-state/security/security-check.contract.ts';

/** `GET api/admin/security`: how safe this console itself is set up, and who comes and goes. */
export const consoleSecuritySchema = z.object({
  at: z.iso.datetime(),
  checks: z.array(securityCheckSchema),
  /** Open now, of all administrators; `null` while the database is away. */
  sessions: z
    .object({
      open: z.number(),
      administrators: z.array(z.object({ username: z.string(), sessions: z.number() })),
    })
    .nullable(),
  /** By day (UTC), oldest first, today included; `null` while the database is away. */
  signIns: z
    .array(z.object({ day: z.iso.date(), succeeded: z.number(), refused: z.number() }))
    .nullable(),
});
export type ConsoleSecurity = z.infer<typeof consoleSecuritySchema>;
