import { z } from 'zod';
import { displayNameSchema } from '../http/display-name.ts';
import { pageOf } from '../http/page.ts';

const gateways = z
  .array(z.enum(['pre', 'post']))
  .min(1)
  .transform((names) => [...new Set(names)].sort((a, b) => b.localeCompare(a)));
const requestsPerMinute = z.number().int().min(1).max(1_000_000);
/** Tokens a calendar month (UTC). */
const monthlyTokenCap = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const expiresAt = z.iso.datetime({ offset: true }).nullable();
/** `null` allows every model. */
const allowedModels = z.array(z.string().trim().min(1).max(200)).min(1).max(200).nullable();
const note = z.string().trim().max(2000).nullable();

export const createApiUserSchema = z.strictObject({
  displayName: displayNameSchema,
  gateways,
  requestsPerMinute,
  monthlyTokenCap,
  expiresAt: expiresAt.default(null),
  allowedModels: allowedModels.default(null),
  note: note.default(null),
});
export type CreateApiUser = z.input<typeof createApiUserSchema>;

/** The version the change started from; another one by now is a 409. Absent: the change applies to whatever is there. */
const version = z.number().int().min(1).optional();

export const changeApiUserSchema = z
  .strictObject({
    displayName: displayNameSchema,
    gateways,
    requestsPerMinute,
    monthlyTokenCap,
    expiresAt,
    allowedModels,
    note,
  })
  .partial()
  .extend({ version });
export type ChangeApiUser = z.input<typeof changeApiUserSchema>;

export const rotateApiKeySchema = z.strictObject({ version }).default({});
export const revokeApiUserSchema = z
  .strictObject({
    version,
    /** Whether requests of this user that are running now are ended. */
    endStreams: z.boolean().default(false),
  })
  .default({ endStreams: false });
export const restoreApiUserSchema = z.strictObject({ version }).default({});

export const apiUserStatuses = ['active', 'revoked', 'expired'] as const;

export const apiUserSchema = z.object({
  id: z.uuid(),
  displayName: z.string(),
  gateways: z.array(z.enum(['pre', 'post'])),
  requestsPerMinute: z.number(),
  monthlyTokenCap: z.number(),
  expiresAt: z.iso.datetime().nullable(),
  allowedModels: z.array(z.string()).nullable(),
  note: z.string().nullable(),
  status: z.enum(apiUserStatuses),
  revokedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number(),
  key: z.object({
    id: z.uuid(),
    /** First characters, such as `hms_ab12`. */
    prefix: z.string(),
    lastFour: z.string(),
    createdAt: z.iso.datetime(),
  }),
  usage: z.object({
    /** First day of the month the numbers belong to, UTC. */
    month: z.iso.date(),
    usedTokens: z.number(),
    /** Held for requests that are running. */
    reservedTokens: z.number(),
    requests: z.number(),
    requestsLastMinute: z.number(),
    lastUsedAt: z.iso.datetime().nullable(),
    lastUsedAddress: z.string().nullable(),
  }),
});
export type ApiUserView = z.infer<typeof apiUserSchema>;

export const apiUserListQuerySchema = z.object({
  search: z.string().max(80).optional(),
  status: z.enum(apiUserStatuses).optional(),
  gateway: z.enum(['pre', 'post']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.string().max(200).optional(),
});
export type ApiUserListQuery = z.infer<typeof apiUserListQuerySchema>;
export const apiUserPageSchema = pageOf(apiUserSchema);
export type ApiUserPage = z.infer<typeof apiUserPageSchema>;

/** The key appears here and nowhere else, once. */
export const issuedKeySchema = z.object({ apiUser: apiUserSchema, key: z.string() });
export type IssuedKey = z.infer<typeof issuedKeySchema>;

export const apiUserRefusalsQuerySchema = z.object({
  hours: z.coerce.number().int().min(1).max(744).default(24),
});
export type ApiUserRefusalsQuery = z.infer<typeof apiUserRefusalsQuerySchema>;

/** Why the gateways have refused this user lately: one item an hour, gateway and reason, newest first. */
export const apiUserRefusalsSchema = z.object({
  items: z.array(
    z.object({
      hour: z.iso.datetime(),
      gateway: z.enum(['pre', 'post']),
      reason: z.string(),
      refusals: z.number(),
      lastAt: z.iso.datetime(),
    }),
  ),
});
export type ApiUserRefusals = z.infer<typeof apiUserRefusalsSchema>;
