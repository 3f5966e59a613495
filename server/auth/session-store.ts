import { createHash } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import session, { type SessionData } from 'express-session';
import type pg from 'pg';
import { isAway } from '../database/database.ts';
import { DatabaseUnavailable } from '../http/refusals.ts';

const PostgresStore = connectPgSimple(session);

type Callback = (error?: unknown) => void;
type GetCallback = (error: unknown, session?: SessionData | null) => void;

/** What the database knows a session by: whoever reads the table cannot use what is in it. */
export function hashSessionId(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** Sessions in `console_session` under the hash of their id. They end at a fixed time; use does not prolong them. */
export class HashedSessionStore extends PostgresStore {
  constructor(pool: pg.Pool, reportPruneFailure: (message: string) => void) {
    super({
      pool,
      tableName: 'console_session',
      disableTouch: true,
      errorLog: (...parts: unknown[]) => reportPruneFailure(parts.join(' ')),
    });
  }

  override get(id: string, callback: GetCallback): void {
    super.get(hashSessionId(id), (error: unknown, found?: SessionData | null) =>
      callback(error && translated(error), found),
    );
  }

  override set(id: string, data: SessionData, callback?: Callback): void {
    super.set(hashSessionId(id), data, translating(callback));
  }

  override destroy(id: string, callback?: Callback): void {
    super.destroy(hashSessionId(id), translating(callback));
  }

  override touch(id: string, data: SessionData, callback?: () => void): void {
    super.touch(hashSessionId(id), data, callback);
  }
}

function translating(callback: Callback | undefined): Callback | undefined {
  return callback && ((error) => callback(error && translated(error)));
}

/**
 * express-session takes an error with the code ENOENT for "no such session" and would log the user out; a PostgreSQL
 * that is away behind a Unix socket fails with just that code.
 */
function translated(error: unknown): unknown {
  return isAway(error) ? new DatabaseUnavailable() : error;
}
