import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import {
  createAccessTokenSchema,
  type AccessTokenList,
  type IssuedAccessToken,
} from './access-tokens.contract.ts';
import { AccessTokens } from './access-tokens.ts';
import { OwnAccount } from './own-account.decorator.ts';
import { sessionUserOf } from './session-user.ts';

/** One's own tokens for programs. */
@OwnAccount()
@ApiTags('own account')
@Controller('api/auth/tokens')
export class AccessTokensController {
  constructor(private readonly tokens: AccessTokens) {}

  @Get()
  @ApiOperation({ summary: 'My access tokens, without what is secret' })
  list(@Req() request: Request): Promise<AccessTokenList> {
    return this.tokens.list(sessionUserOf(request));
  }

  @Post()
  @Action('access_token.create')
  @ApiOperation({ summary: 'A new access token, which is answered this one time' })
  create(
    @Body({ schema: createAccessTokenSchema }) token: z.output<typeof createAccessTokenSchema>,
    @Req() request: Request,
  ): Promise<IssuedAccessToken> {
    return this.tokens.create(sessionUserOf(request), token);
  }

  @Delete(':id')
  @Action('access_token.revoke')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke one of mine; it is refused from now on' })
  revoke(@Param('id', { schema: z.uuid() }) id: string, @Req() request: Request): Promise<void> {
    return this.tokens.revoke(sessionUserOf(request), id);
  }
}
