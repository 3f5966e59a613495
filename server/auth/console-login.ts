import { Injectable, Logger } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { v7 as uuidv7 } from 'uuid';
import { describeCall } from '../admin-events/admin-call.ts';
import { ClientAddresses } from '../http/client-addresses.ts';
import type { Administrator } from './administrator.entity.ts';
import { Administrators } from './administrators.ts';
import type { Login } from './auth.contract.ts';
import { InvalidCredentials, SecondFactorInvalid, SecondFactorRequired } from './auth.errors.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { DeviceCookie } from './device-cookie.ts';
import { LoginThrottle } from './login-throttle.ts';
import { SecondFactor } from './second-factor.ts';
import type { SessionUser, SignedIn } from './session-user.ts';

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
    private readonly secondFactor: SecondFactor,
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
    this.passport.serializeUser((user, done) => done(null, withoutStanding(user as SignedIn)));
    this.passport.deserializeUser((session: SessionUser, done) => {
      this.signedIn(session).then(
        (user) => done(null, user ?? false),
        (error: unknown) => done(error),
      );
    });
  }

  /** Puts who is logged in on the request. */
  get recognise(): RequestHandler {
    return this.passport.authenticate('session') as RequestHandler;
  }

  /**
   * Opens a new session, under a new id. The body was checked before. Throws {@link InvalidCredentials},
   * {@link SecondFactorRequired}, {@link SecondFactorInvalid} or `TooManyRequests`.
   */
  async logIn(request: Request, response: Response, { username, code }: Login): Promise<void> {
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
      await this.describeFailure(username);
      throw new InvalidCredentials();
    }
    if (administrator.totpConfirmedAt !== null) await this.checkCode(administrator, code);
    await giveBack();
    await this.administrators.noteLogin(administrator.id);
    await this.openSession(request, administrator);
    const { id, role } = administrator;
    describeCall({ actor: { id, name: username, role }, target: targetOf(administrator) });
    await this.device.give(request, response, username);
  }

  /** A new session in place of the request's, for whoever has just changed his password. */
  async openSession(request: Request, found: Administrator): Promise<void> {
    const now = Date.now();
    const user: SignedIn = {
      sessionId: uuidv7(),
      administratorId: found.id,
      passwordChangedAt: found.passwordChangedAt.toISOString(),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + this.sessions.ttlMs).toISOString(),
      address: this.addresses.of(request),
      userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
      username: found.username,
      role: found.role,
      passwordChangeRequired: found.passwordChangeRequired,
    };
    // Passport's logIn makes a new session id and destroys the old one.
    await new Promise<void>((resolve, reject) =>
      request.logIn(user, (error) => (error ? reject(error as Error) : resolve())),
    );
  }

  /** Without a code and with a wrong one alike, the attempt counts as a failure. */
  private async checkCode(administrator: Administrator, code: string | undefined): Promise<void> {
    if (code !== undefined && (await this.secondFactor.accept(administrator.id, code))) return;
    describeCall({ target: targetOf(administrator) });
    throw code === undefined ? new SecondFactorRequired() : new SecondFactorInvalid();
  }

  /** Only a name that exists is kept: people type their password into the name field. */
  private async describeFailure(username: string): Promise<void> {
    const named = await this.administrators.named(username);
    if (named) describeCall({ target: targetOf(named) });
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

  private async signedIn(session: SessionUser): Promise<SignedIn | undefined> {
    if (Date.parse(session.expiresAt) <= Date.now()) return undefined;
    const standing = await this.administrators.standingOf(session);
    return standing && { ...session, ...standing };
  }
}

/** What is looked up anew for each request is not kept in the session. */
function withoutStanding(user: SignedIn): SessionUser {
  const { sessionId, administratorId, passwordChangedAt } = user;
  const { createdAt, expiresAt, address, userAgent } = user;
  return {
    sessionId,
    administratorId,
    passwordChangedAt,
    createdAt,
    expiresAt,
    address,
    userAgent,
  };
}

function targetOf({ id, username }: Administrator) {
  return { kind: 'administrator', id, name: username };
}
