import { Injectable, Logger } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { v7 as uuidv7 } from 'uuid';
import { ClientAddresses } from '../http/client-addresses.ts';
import type { Administrator } from './administrator.entity.ts';
import { Administrators } from './administrators.ts';
import { InvalidCredentials } from './auth.errors.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { DeviceCookie } from './device-cookie.ts';
import { LoginThrottle } from './login-throttle.ts';
import type { SessionUser } from './session-user.ts';

/**
 * Logging in by name and password, and recognising a session afterwards. Passport's own global instance is not used:
 * two apps in one process would answer for each other.
 */
@Injectable()
export class ConsoleLogin {
  private readonly logger = new Logger('Login');
  private readonly passport = new passport.Passport();

  constructor(
    private readonly administrators: Administrators,
    private readonly sessions: ConsoleSessions,
    private readonly throttle: LoginThrottle,
    private readonly device: DeviceCookie,
    private readonly addresses: ClientAddresses,
  ) {
    this.passport.use(
      new Strategy((username, password, done) => {
        administrators.verify(username, password).then(
          (found) => done(null, (found as unknown as Express.User) ?? false),
          (error: unknown) => done(error),
        );
      }),
    );
    this.passport.serializeUser((user, done) => done(null, user));
    this.passport.deserializeUser((user: SessionUser, done) => {
      this.isGood(user).then(
        (good) => done(null, good ? user : false),
        (error: unknown) => done(error),
      );
    });
  }

  /** Puts who is logged in on the request. */
  get recognise(): RequestHandler {
    return this.passport.authenticate('session') as RequestHandler;
  }

  /**
   * Opens a new session, under a new id. The body was checked before. Throws {@link InvalidCredentials} or
   * `TooManyRequests`.
   */
  async logIn(request: Request, response: Response, username: string): Promise<void> {
    // A changed password frees the counters below, so this comes first.
    await this.administrators.prepare();
    const address = this.addresses.of(request);
    const device = await this.device.deviceOf(request, username);
    const giveBack = await this.throttle.admit({ address, username, device });
    const administrator = await this.authenticate(request, response).catch(async (error) => {
      // Nobody looked at the password: too many are waiting, or the database has gone.
      await giveBack().catch(() => undefined);
      throw error;
    });
    if (administrator === undefined) {
      this.logger.warn(`A login from ${address} was refused.`);
      throw new InvalidCredentials();
    }
    await giveBack();
    await this.openSession(request, administrator, address);
    await this.device.give(request, response, username);
  }

  private authenticate(request: Request, response: Response): Promise<Administrator | undefined> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, user?: unknown): void => {
        if (error) reject(error instanceof Error ? error : new Error('unknown', { cause: error }));
        else resolve((user as Administrator | false) || undefined);
      };
      const handler = this.passport.authenticate('local', { session: false }, done);
      (handler as RequestHandler)(request, response, done);
    });
  }

  private openSession(request: Request, found: Administrator, address: string): Promise<void> {
    const now = Date.now();
    const user: SessionUser = {
      sessionId: uuidv7(),
      administratorId: found.id,
      username: found.username,
      passwordChangedAt: found.passwordChangedAt.toISOString(),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + this.sessions.ttlMs).toISOString(),
      address,
      userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
    };
    // Passport's logIn makes a new session id and destroys the old one.
    return new Promise((resolve, reject) =>
      request.logIn(user, (error) => (error ? reject(error as Error) : resolve())),
    );
  }

  private async isGood(user: SessionUser): Promise<boolean> {
    if (Date.parse(user.expiresAt) <= Date.now()) return false;
    return this.administrators.stillAs(user.administratorId, user.passwordChangedAt);
  }
}
