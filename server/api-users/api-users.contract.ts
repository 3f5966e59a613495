import { z } from 'zod';
import { displayNameSchema } from '../http/display-name.ts';
import { pageOf } from '../http/page.ts';

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

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

/** Filters of the list and of the download. */
export const apiUserFilterSchema = z.object({
  /** In names, notes and beginnings of keys. */
  search: z.string().max(80).optional(),
  status: optional(z.enum(apiUserStatuses)),
  gateway: optional(z.enum(['pre', 'post'])),
  /** Whether this month's cap is used up. */
  overCap: optional(z.enum(['true', 'false'])),
  /** Not used for more than this many days; never used counts from the day it was made. */
  unusedForDays: optional(z.coerce.number().int().min(1).max(3650)),
});
export type ApiUserFilter = z.infer<typeof apiUserFilterSchema>;

export const apiUserSorts = [
  'name',
  'key',
  'gateways',
  'status',
  'requestsPerMinute',
  'requestsLastMinute',
  'monthlyTokenCap',
  'usedTokens',
  'capShare',
  'requests',
  /** Answered in the last 24 hours, as in `requestsByHour`. */
  'requestsLastDay',
  /** Never used sorts as the oldest. */
  'lastUsedAt',
  'createdAt',
  /** When the current key was made. */
  'rotatedAt',
  /** Never expiring sorts as the latest. */
  'expiresAt',
] as const;
export type ApiUserSort = (typeof apiUserSorts)[number];

const sorting = {
  sort: z.enum(apiUserSorts).default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
};

/**
 * A cursor belongs to the sort and direction it was given out for. A user whose value changes between two pages may
 * appear twice or be left out; nobody else is.
 */
export const apiUserListQuerySchema = apiUserFilterSchema.extend({
  ...sorting,
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.string().max(700).optional(),
});
export type ApiUserListQuery = z.infer<typeof apiUserListQuerySchema>;

export const apiUserDownloadQuerySchema = apiUserFilterSchema.extend({
  ...sorting,
  format: z.enum(['csv']).default('csv'),
});
export type ApiUserDownloadQuery = z.infer<typeof apiUserDownloadQuerySchema>;

export const apiUserListItemSchema = apiUserSchema.extend({
  /** Answered requests in each of the last 24 hours, oldest first; the last hour is not over. */
  requestsByHour: z.array(z.number()),
});
export type ApiUserListItem = z.infer<typeof apiUserListItemSchema>;

export const apiUserPageSchema = pageOf(apiUserListItemSchema).extend({
  /** Start of the first hour of `requestsByHour`. */
  hoursFrom: z.iso.datetime(),
});
export type ApiUserPage = z.infer<typeof apiUserPageSchema>;

/** Answered requests of one hour, by the hour in which they began. */
const hourOfUse = z.object({
  hour: z.iso.datetime(),
  requests: z.number(),
  errors: z.number(),
  totalTokens: z.number(),
});

/** One API user by itself. */
export const apiUserDetailSchema = apiUserSchema.extend({
  /** The last 24 hours, oldest first; the last one is not over. */
  lastDay: z.array(hourOfUse),
  /** Requests with the current key in the last 60 minutes: how many a rotation would meet. Exact up to 10,000. */
  keyUse: z.object({ requestsLastHour: z.number(), hasMore: z.boolean() }),
  /** Where this month leads to at its pace. */
  forecast: z.object({
    /** When the cap starts anew. */
    monthEndsAt: z.iso.datetime(),
    /** By the end of the month. */
    tokens: z.number(),
    /** `null`: not within this month, or it is already. */
    reachesCapAt: z.iso.datetime().nullable(),
  }),
});
export type ApiUserDetail = z.infer<typeof apiUserDetailSchema>;

export const revokeApiUsersSchema = z.strictObject({
  ids: z
    .array(z.uuid())
    .min(1)
    .max(200)
    .transform((ids) => [...new Set(ids.map((id) => id.toLowerCase()))]),
  /** Whether requests of these users that are running now are ended. */
  endStreams: z.boolean().default(false),
});
export type RevokeApiUsers = z.input<typeof revokeApiUsersSchema>;

export const revokeOutcomes = ['revoked', 'already_revoked', 'not_found'] as const;

/** One item an id, in the order they were sent in. */
export const revokedApiUsersSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      displayName: z.string().nullable(),
      outcome: z.enum(revokeOutcomes),
    }),
  ),
});
export type RevokedApiUsers = z.infer<typeof revokedApiUsersSchema>;

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
