import { z } from 'zod';
import { codeSchema } from './own-account.contract.ts';

export const loginSchema = z.object({
  username: z.string().min(1).max(80),
  password: z.string().min(1).max(256),
  /** With a second factor: six digits of the authenticator, or a recovery code. */
  code: codeSchema.optional(),
});
export type Login = z.infer<typeof loginSchema>;

/** Both spellings of each fact, so that clients of Hermes Web UI work unchanged. */
export const authStatusSchema = z.object({
  auth_enabled: z.boolean(),
  logged_in: z.boolean(),
  password_required: z.boolean(),
  authenticated: z.boolean(),
  username: z.string().optional(),
  expires_at: z.iso.datetime().optional(),
  cookie_name: z.string(),
  /** Changes need no token: those that a page of another origin sends are refused by where they come from. */
  csrf_required: z.boolean(),
  /** How whoever asks is known; absent when nobody is logged in. */
  signed_in_by: z.enum(['password', 'proxy', 'token']).optional(),
  /** Where the proxy that signs in signs out, if the settings say so. A browser goes there after logging out. */
  sign_out_url: z.string().optional(),
  /** The proxy named somebody for whom there is no account that may come in. */
  proxy_refused: z.literal(true).optional(),
  version: z.string(),
});
export type AuthStatus = z.infer<typeof authStatusSchema>;

/** One's own sessions that are logged in now, newest first. */
export const consoleSessionsSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      /** The one that asks. */
      current: z.boolean(),
      createdAt: z.iso.datetime(),
      /** To the minute. */
      lastSeenAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
      address: z.string(),
      userAgent: z.string().nullable(),
      /** Ended, it is opened again as soon as the proxy names its owner again. */
      byProxy: z.boolean(),
    }),
  ),
});
export type ConsoleSessionList = z.infer<typeof consoleSessionsSchema>;
