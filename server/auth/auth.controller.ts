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
import { version } from '../version.ts';
import {
  loginSchema,
  type AuthStatus,
  type ConsoleSessionList,
  type Login,
} from './auth.contract.ts';
import { ConsoleLogin } from './console-login.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { Public } from './public.decorator.ts';
import { sessionUserOf } from './session-user.ts';

/** Logging in and out, and the sessions that are open. */
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
  async logIn(
    @Body({ schema: loginSchema }) { username }: Login,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthStatus> {
    await this.login.logIn(request, response, username);
    return this.status(request);
  }

  /** Also without a session: the outcome is the same. */
  @Public()
  @SkipThrottle()
  @Post('logout')
  @HttpCode(200)
  async logOut(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthStatus> {
    await this.sessions.end(request, response);
    request.user = undefined;
    return this.status(request);
  }

  @Get('sessions')
  list(@Req() request: Request): Promise<ConsoleSessionList> {
    return this.sessions.list(sessionUserOf(request));
  }

  /** Ends all but the one that asks. */
  @Delete('sessions')
  @HttpCode(204)
  endOthers(@Req() request: Request): Promise<void> {
    return this.sessions.endOthers(sessionUserOf(request));
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  endOne(@Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.sessions.endById(id);
  }
}
