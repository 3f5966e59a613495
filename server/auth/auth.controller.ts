import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import { describeCall } from '../admin-events/admin-call.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { version } from '../version.ts';
import {
  loginSchema,
  type AuthStatus,
  type ConsoleSessionList,
  type Login,
} from './auth.contract.ts';
import { AccessTokenNotEnough, AdminOnly, SignedInByProxy } from './auth.errors.ts';
import { ConsoleLogin } from './console-login.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { OwnAccount } from './own-account.decorator.ts';
import { Public } from './public.decorator.ts';
import { sessionUserOf, type SignedIn } from './session-user.ts';
import { isRefusedByName } from './trusted-sign-in.ts';

/** Logging in and out, and one's own sessions. */
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly login: ConsoleLogin,
    private readonly sessions: ConsoleSessions,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Public()
  @SkipThrottle()
  @Get('status')
  @Header('Cache-Control', 'no-store')
  status(@Req() request: Request): AuthStatus {
    const { user } = request;
    const loggedIn = user !== undefined;
    const signOutUrl = this.settings.trustedAuth?.signOutUrl;
    return {
      auth_enabled: true,
      logged_in: loggedIn,
      password_required: true,
      authenticated: loggedIn,
      ...(user && {
        username: user.username,
        expires_at: user.expiresAt,
        signed_in_by: wayOf(user),
      }),
      ...(user?.proxySession !== undefined && signOutUrl && { sign_out_url: signOutUrl }),
      ...(isRefusedByName(request) && { proxy_refused: true }),
      cookie_name: this.sessions.cookieName,
      csrf_required: false,
      version,
    };
  }

  @Public()
  @SkipThrottle()
  @Post('login')
  @HttpCode(200)
  @Action('session.sign_in')
  async logIn(
    @Body({ schema: loginSchema }) login: Login,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthStatus> {
    if (request.user?.proxySession !== undefined) throw new SignedInByProxy();
    await this.login.logIn(request, response, login);
    return this.status(request);
  }

  /**
   * Also without a session: the outcome is the same. Whom a proxy names stays logged in, as the answer says: the session and
   * its live connections end, and the next request opens another one.
   */
  @Public()
  @SkipThrottle()
  @Post('logout')
  @HttpCode(200)
  @Action('session.sign_out')
  async logOut(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthStatus> {
    await this.sessions.end(request, response);
    const isProxied = request.user?.proxySession !== undefined;
    if (!isProxied) request.user = undefined;
    return { ...this.status(request), ...(isProxied && { expires_at: undefined }) };
  }

  /**
   * For a proxy that asks before it lets a request through to the Hermes dashboard (`auth_request` of nginx,
   * `forward_auth` of Caddy): 204 for an administrator, 401 without a session, 403 for a viewer and for a token.
   */
  @SkipThrottle()
  @Get('verify')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  verify(@Req() request: Request): void {
    const { role, accessToken } = sessionUserOf(request);
    if (accessToken !== undefined) throw new AccessTokenNotEnough();
    if (role !== 'admin') throw new AdminOnly();
  }

  @OwnAccount()
  @Get('sessions')
  list(@Req() request: Request): Promise<ConsoleSessionList> {
    return this.sessions.list(sessionUserOf(request));
  }

  /** Ends all but the one that asks. */
  @OwnAccount()
  @Delete('sessions')
  @Action('session.end_others')
  @HttpCode(204)
  endOthers(@Req() request: Request): Promise<void> {
    return this.sessions.endOthers(sessionUserOf(request));
  }

  @OwnAccount()
  @Delete('sessions/:id')
  @Action('session.end')
  @HttpCode(204)
  endOne(@Param('id', { schema: z.uuid() }) id: string, @Req() request: Request): Promise<void> {
    describeCall({ target: { kind: 'session', id } });
    return this.sessions.endById(id, sessionUserOf(request));
  }
}

function wayOf({ accessToken, proxySession }: SignedIn): AuthStatus['signed_in_by'] {
  if (accessToken !== undefined) return 'token';
  return proxySession === undefined ? 'password' : 'proxy';
}
