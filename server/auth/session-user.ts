import type { Request } from 'express';
import { NotAuthenticated } from '../http/refusals.ts';
import type { AdministratorRole } from './administrators.contract.ts';

/** What a session remembers of its login. Times are ISO 8601. */
export interface SessionUser {
  /** For lists and for ending it; not what the cookie holds. */
  readonly sessionId: string;
  readonly administratorId: string;
  /** Of the credential that was used: a changed one makes the session worthless. */
  readonly passwordChangedAt: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly address: string;
  readonly userAgent: string | null;
}

/** What an administrator is now, looked up for each request: whoever loses a right loses it at once. */
export interface Standing {
  readonly username: string;
  readonly role: AdministratorRole;
  readonly passwordChangeRequired: boolean;
}

/** Who is logged in. */
export type SignedIn = SessionUser &
  Standing & {
    /** The name of the access token that acts for him; absent when it is himself. */
    readonly accessToken?: string;
    /** Where his session is kept when a proxy signed him in; absent when he did it himself. */
    readonly proxySession?: string;
  };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to type Passport's `request.user`
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges with Passport's declaration
    interface User extends SignedIn {}
  }
}

/** Who is logged in. Throws {@link NotAuthenticated}, which a guarded handler never sees. */
export function sessionUserOf(request: Request): SignedIn {
  if (!request.user) throw new NotAuthenticated();
  return request.user;
}
