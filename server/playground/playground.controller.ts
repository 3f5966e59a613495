import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import {
  playgroundChatSchema,
  playgroundModelsQuerySchema,
  type PlaygroundModels,
  type PlaygroundModelsQuery,
} from './playground.contract.ts';
import { PlaygroundErrorFilter } from './playground-error.filter.ts';
import { Playground } from './playground.ts';

@ApiTags('playground')
@Controller('api/admin/playground')
export class PlaygroundController {
  constructor(private readonly playground: Playground) {}

  @Post('chat')
  @Action('playground.send')
  @HttpCode(200)
  @UseFilters(PlaygroundErrorFilter)
  @ApiOperation({
    summary: 'Send a chat as an API user: under its limits, recorded as every request of it',
  })
  send(
    @Body({ schema: playgroundChatSchema }) chat: z.output<typeof playgroundChatSchema>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.playground.send(chat, request, response);
  }

  @Get('models')
  @ApiOperation({ summary: 'Models the upstream of a gateway offers' })
  async models(
    @Query({ schema: playgroundModelsQuerySchema }) { gateway }: PlaygroundModelsQuery,
  ): Promise<PlaygroundModels> {
    return { items: await this.playground.models(gateway) };
  }
}
