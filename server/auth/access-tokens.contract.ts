import { z } from 'zod';
import { displayNameSchema } from '../http/display-name.ts';

/** What a token may do: look at everything, or also change what its owner may change. */
export const accessTokenScopes = ['read', 'change'] as const;

/** Most that one administrator may have. */
export const mostAccessTokens = 50;

/** `POST /api/auth/tokens` */
export const createAccessTokenSchema = z.strictObject({
  name: displayNameSchema,
  scope: z.enum(accessTokenScopes),
  /** `null`: it goes on until it is revoked. */
  expiresAt: z.iso.datetime({ offset: true }).nullable(),
  /** One's own: a session somebody got hold of must not outlive itself in a token. */
  password: z.string().max(256),
});
export type CreateAccessToken = z.input<typeof createAccessTokenSchema>;

export const accessTokenSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  scope: z.enum(accessTokenScopes),
  /** Enough to recognise it by. */
  prefix: z.string(),
  lastFour: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** To the minute. */
  lastUsedAt: z.iso.datetime().nullable(),
  /** Neither expired nor older than its owner's password. */
  isValid: z.boolean(),
});
export type AccessTokenView = z.infer<typeof accessTokenSchema>;

/** `GET /api/auth/tokens` */
export interface AccessTokenList {
  readonly items: readonly AccessTokenView[];
}

/** The token itself is answered this one time. */
export interface IssuedAccessToken {
  readonly accessToken: AccessTokenView;
  readonly token: string;
}
