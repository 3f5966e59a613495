import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import { sessionUserOf } from '../auth/session-user.ts';
import { LiveChannel } from './live-channel.ts';
import {
  liveQuerySchema,
  type LiveQuery,
  type LiveRequests,
  type StoppedRequest,
} from './live.contract.ts';
import { RunningRequests } from './running-requests.ts';

/** What happens now. */
@ApiTags('live')
@Controller('api/admin/live')
export class LiveController {
  constructor(
    private readonly channel: LiveChannel,
    private readonly requests: RunningRequests,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Server-sent events about gateways, requests, records and changes' })
  @ApiProduces('text/event-stream')
  open(
    @Query({ schema: liveQuerySchema }) query: LiveQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    // Express lets HEAD through to here, and it has no body to wait for.
    if (request.method === 'HEAD') {
      response.type('text/event-stream').end();
      return;
    }
    const fromHeader = request.get('last-event-id')?.slice(0, 100);
    const lastEventId = query.lastEventId || fromHeader || undefined;
    this.channel.open(response, sessionUserOf(request), { ...query, lastEventId });
  }

  @Get('requests')
  @ApiOperation({ summary: 'Requests that run now, in every process on the database' })
  running(): Promise<LiveRequests> {
    return this.requests.list();
  }

  @Post('requests/:id/stop')
  @Action('request.stop')
  @HttpCode(200)
  @ApiOperation({ summary: 'End one running request, in whichever process it runs' })
  stop(@Param('id', { schema: z.uuid() }) id: string): Promise<StoppedRequest> {
    return this.requests.stop(id.toLowerCase());
  }
}
