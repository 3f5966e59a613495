import type { Request } from 'express';
import { NotAuthenticated } from '../http/refusals.ts';

/** What a session remembers of its login. Times are ISO 8601. */
export interface SessionUser {
  /** For lists and for ending it; not what the cookie holds. */
  readonly sessionId: string;
  readonly administratorId: string;
  readonly username: string;
  /** Of the credential that was used: a changed one makes the session worthless. */
  readonly passwordChangedAt: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly address: string;
  readonly userAgent: string | null;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to type Passport's `request.user`
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges with Passport's declaration
    interface User extends SessionUser {}
  }
}

/** Who is logged in. Throws {@link NotAuthenticated}, which a guarded handler never sees. */
export function sessionUserOf(request: Request): SessionUser {
  if (!request.user) throw new NotAuthenticated();
  return request.user;
}
