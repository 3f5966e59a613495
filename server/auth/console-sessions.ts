import { createHmac } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.ts';
import { NotFound } from '../http/domain-error.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import type { AdministratorRole } from './administrators.contract.ts';
import type { ConsoleSessionList } from './auth.contract.ts';
import { ConsoleSecret } from './console-secret.ts';
import { cookieValues, keepCookies } from './cookie-header.ts';
import { isSecure } from './secure-transport.ts';
import { HashedSessionStore, hashSessionId } from './session-store.ts';
import type { SessionUser } from './session-user.ts';

const seenEveryMs = 60_000;
/** In `console_session.sess`, where Passport keeps what a login left. */
const storedUser = `sess->'passport'->'user'`;
const storedOwner = `${storedUser}->>'administratorId'`;

/** Ends every session of an administrator, and his access tokens: what is still out there is no longer good. */
export async function endSessionsOf(manager: EntityManager, id: string): Promise<void> {
  await manager.query('delete from access_token where administrator_id = $1', [id]);
  await manager.query(`delete from console_session where ${storedOwner} = $1`, [id]);
}

/** SQL for the number of an administrator's open sessions; `id` is an expression of type uuid. */
export function countOfSessions(id: string): string {
  return `(select count(*)::integer from console_session where expire > now() and ${storedOwner} = ${id}::text)`;
}

/** The sessions of this console: the cookie, the table behind it, and ending them. */
@Injectable()
export class ConsoleSessions implements OnApplicationShutdown {
  private readonly logger = new Logger('Sessions');
  private readonly store: HashedSessionStore;
  private readonly noted = new Map<string, number>();
  private opening: Promise<{ handler: RequestHandler; key: string }> | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly database: Database,
    private readonly secret: ConsoleSecret,
  ) {
    this.store = new HashedSessionStore(database.console, (message) => this.logger.warn(message));
  }

  get cookieName(): string {
    return this.settings.sessionCookieName;
  }

  get ttlMs(): number {
    return this.settings.sessionTtlHours * 3_600_000;
  }

  /** Another product on the same host has its own cookies below its own path, perhaps of the same name. */
  private get cookiePath(): string {
    return this.settings.basePath || '/';
  }

  /** Loads the session a request's cookie names. Fails with `DatabaseUnavailable` rather than forget a login. */
  readonly open: RequestHandler = (request, response, next) => {
    const opened = this.prepared().then(({ handler, key }) => {
      // express-session asks this when it decides on the cookie's Secure.
      const secure = isSecure(request, this.settings.publicUrl);
      Object.defineProperty(request, 'secure', { value: secure });
      this.dropForeignCookies(request, key);
      this.completeCookie(response);
      handler(request, response, next);
    });
    opened.catch(next);
  };

  /** Ends the session of the request, if there is one, and takes the cookie back. */
  async end(request: Request, response: Response): Promise<void> {
    const { user } = request;
    if (user?.proxySession !== undefined)
      await this.database.console.query('delete from console_session where sid = $1', [
        user.proxySession,
      ]);
    if (user)
      await new Promise<void>((resolve, reject) =>
        request.session.destroy((error) => (error ? reject(error as Error) : resolve())),
      );
    response.clearCookie(this.cookieName, {
      path: this.cookiePath,
      httpOnly: true,
      sameSite: 'lax',
      secure: request.secure,
    });
  }

  /** Those of the same administrator. */
  async list(current: SessionUser): Promise<ConsoleSessionList> {
    const found = await this.database.console.query<{
      user: SessionUser;
      last_seen_at: Date;
      by_proxy: boolean;
    }>(
      `select ${storedUser} as user, last_seen_at, sid like 'proxy:%' as by_proxy
       from console_session
       where expire > now() and ${storedOwner} = $1
       order by ${storedUser}->>'createdAt' desc limit 500`,
      [current.administratorId],
    );
    return {
      items: found.rows.map(({ user, last_seen_at, by_proxy }) => ({
        id: user.sessionId,
        current: user.sessionId === current.sessionId,
        createdAt: user.createdAt,
        lastSeenAt: last_seen_at.toISOString(),
        expiresAt: user.expiresAt,
        address: user.address,
        userAgent: user.userAgent,
        byProxy: by_proxy,
      })),
    };
  }

  /** One of the same administrator. Throws {@link NotFound}. */
  async endById(id: string, current: SessionUser): Promise<void> {
    const ended = await this.database.console.query(
      `delete from console_session where ${storedUser}->>'sessionId' = $1 and ${storedOwner} = $2`,
      [id, current.administratorId],
    );
    if (ended.rowCount === 0) throw new NotFound('The session');
  }

  /** Ends every other session of the same administrator. */
  async endOthers(current: SessionUser): Promise<void> {
    await this.database.console.query(
      `delete from console_session where ${storedUser}->>'sessionId' <> $1 and ${storedOwner} = $2`,
      [current.sessionId, current.administratorId],
    );
  }

  /**
   * Which of these sessions are still good: neither ended nor expired, and of an administrator who may go on with the
   * credential they were opened with, and who has the role if one is asked for.
   */
  async stillOpen(ids: readonly string[], role?: AdministratorRole): Promise<ReadonlySet<string>> {
    const found = await this.database.console.query<{ id: string }>(
      `select ${storedUser}->>'sessionId' as id
       from console_session join administrator a on a.id::text = ${storedOwner}
       where ${storedUser}->>'sessionId' = any($1) and expire > now()
         and a.disabled_at is null and not a.password_change_required
         and date_trunc('milliseconds', a.password_changed_at) = (${storedUser}->>'passwordChangedAt')::timestamptz
         and a.role = coalesce($2, a.role)`,
      [ids, role ?? null],
    );
    return new Set(found.rows.map(({ id }) => id));
  }

  /** Notes that the session is in use, at most once a minute and without holding up the request. */
  noteUse(request: Request): void {
    const id = request.user?.proxySession ?? hashSessionId(request.sessionID);
    const now = Date.now();
    if (now - (this.noted.get(id) ?? 0) < seenEveryMs) return;
    if (this.noted.size > 1000) this.noted.clear();
    this.noted.set(id, now);
    this.database.console
      .query('update console_session set last_seen_at = now() where sid = $1', [id])
      .catch((error: Error) => this.logger.warn(`Last use was not noted: ${error.message}`));
  }

  onApplicationShutdown(): void {
    this.store.close();
  }

  private async prepared(): Promise<{ handler: RequestHandler; key: string }> {
    this.opening ??= this.build();
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  private async build(): Promise<{ handler: RequestHandler; key: string }> {
    const key = await this.secret.keyFor('session');
    const handler = session({
      store: this.store,
      secret: key,
      name: this.cookieName,
      resave: false,
      saveUninitialized: false,
      rolling: false,
      cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: 'auto', maxAge: this.ttlMs },
    });
    return { handler, key };
  }

  /**
   * express-session writes only `Expires`, which a browser whose clock is wrong misunderstands, and the path at which it
   * finds the request, which is not always the one a browser sees. It sets its cookie when the head is written, so this
   * has to come after.
   */
  private completeCookie(response: Response): void {
    const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => Response;
    response.writeHead = (...parts: unknown[]): Response => {
      const lines = [response.getHeader('set-cookie') ?? []].flat().map(String);
      const isOurs = (line: string) => line.startsWith(`${this.cookieName}=s%3A`);
      if (lines.some(isOurs)) {
        const maxAge = `; Max-Age=${Math.floor(this.ttlMs / 1000)}`;
        const complete = (line: string) =>
          line.replace('; Path=/;', `; Path=${this.cookiePath};`) + maxAge;
        response.setHeader(
          'set-cookie',
          lines.map((line) => (isOurs(line) ? complete(line) : line)),
        );
      }
      return writeHead(...parts);
    };
  }

  /** A cookie of our name that we did not sign must not hide the one we did: express-session reads only the first. */
  private dropForeignCookies(request: Request, key: string): void {
    const header = request.headers.cookie;
    if (header === undefined || cookieValues(header, this.cookieName).length < 2) return;
    request.headers.cookie = keepCookies(header, this.cookieName, (value) => isSigned(value, key));
  }
}

/** As the package `cookie-signature` signs. express-session verifies again, in constant time. */
function isSigned(value: string, key: string): boolean {
  const end = value.lastIndexOf('.');
  const signature = createHmac('sha256', key).update(value.slice(2, end)).digest('base64');
  return value.slice(end + 1) === signature.replace(/=+$/, '');
}
