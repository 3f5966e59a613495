import { z } from 'zod';

export const upstreamKinds = ['url', 'hermes-proxy', 'demo', 'none'] as const;
export type UpstreamKind = (typeof upstreamKinds)[number];

/** Both gateways as the console sees them. */
export const gatewaysSchema = z.object({
  items: z.array(
    z.object({
      name: z.enum(['pre', 'post']),
      /** Base address for clients, such as `http://127.0.0.1:8645/v1`. */
      address: z.url(),
      port: z.number(),
      openRequests: z.number(),
      upstream: z.object({
        kind: z.enum(upstreamKinds),
        state: z.enum(['ready', 'starting', 'down']),
        /** Without credentials. */
        address: z.string().nullable(),
        provider: z.string().nullable(),
        /** Why it is not ready. */
        reason: z.string().nullable(),
      }),
    }),
  ),
  audit: z.object({
    database: z.enum(['ready', 'away']),
    /** Records waiting on disk for the database. */
    spoolRecords: z.number(),
    spoolBytes: z.number(),
  }),
});
export type Gateways = z.infer<typeof gatewaysSchema>;

const milliseconds = z.number().nullable();

/** How the gateways of one process are doing: `GET /api/admin/gateways/figures` and the live event `gateways`. */
export const gatewayFiguresSchema = z.object({
  at: z.iso.datetime(),
  items: z.array(
    z.object({
      gateway: z.enum(['pre', 'post']),
      /** Admitted requests. `lastSecond` is the last whole second. */
      requestsPerSecond: z.object({ lastSecond: z.number(), lastMinute: z.number() }),
      /** Share of the requests that ended in the last 60 s, 0 to 1; `null` when none did. */
      errorRate: z.number().nullable(),
      /** Refused before they were admitted, in the last 60 s. */
      refusalsPerMinute: z.number(),
      /** Whole duration of what ended in the last 5 minutes, to a tenth; `null` when nothing did. */
      p50Ms: milliseconds,
      p95Ms: milliseconds,
      openRequests: z.number(),
      openStreams: z.number(),
      upstream: z.object({
        kind: z.enum(upstreamKinds),
        state: z.enum(['ready', 'starting', 'down']),
        reason: z.string().nullable(),
      }),
    }),
  ),
});
export type GatewayFigures = z.infer<typeof gatewayFiguresSchema>;

/** `GET /v1/key`: what the holder of a key may do and has done. */
export const keyInfoSchema = z.object({
  object: z.literal('key'),
  name: z.string(),
  prefix: z.string(),
  gateways: z.array(z.enum(['pre', 'post'])),
  allowed_models: z.array(z.string()).nullable(),
  expires_at: z.iso.datetime().nullable(),
  requests_per_minute: z.number(),
  requests_last_minute: z.number(),
  monthly_token_cap: z.number(),
  used_tokens: z.number(),
  reserved_tokens: z.number(),
  remaining_tokens: z.number(),
  resets_at: z.iso.datetime(),
});
export type KeyInfo = z.infer<typeof keyInfoSchema>;
