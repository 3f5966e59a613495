import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
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
import { version } from '../version.ts';
import {
  loginSchema,
  type AuthStatus,
  type ConsoleSessionList,
  type Login,
} from './auth.contract.ts';
import { AccessTokenNotEnough, AdminOnly } from './auth.errors.ts';
import { ConsoleLogin } from './console-login.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { OwnAccount } from './own-account.decorator.ts';
import { Public } from './public.decorator.ts';
import { sessionUserOf } from './session-user.ts';

/** Logging in and out, and one's own sessions. */
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly login: ConsoleLogin,
    private readonly sessions: ConsoleSessions,
  ) {}

  @Public()
  @SkipThrottle()
  @Get('status')
  @Header('Cache-Control', 'no-store')
  status(@Req() request: Request): AuthStatus {
    const loggedIn = request.user !== undefined;
    return {
      auth_enabled: true,
      logged_in: loggedIn,
      password_required: true,
      authenticated: loggedIn,
      ...(request.user && {
        username: request.user.username,
        expires_at: request.user.expiresAt,
      }),
      cookie_name: this.sessions.cookieName,
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
    await this.login.logIn(request, response, login);
    return this.status(request);
  }

  /** Also without a session: the outcome is the same. */
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
    request.user = undefined;
    return this.status(request);
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
