import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database } from '../database/database.ts';
import { Action } from './action.decorator.ts';
import { AdminEventDownload } from './admin-event-download.ts';
import { AdminEventLog } from './admin-event-log.ts';
import {
  adminEventDownloadQuerySchema,
  adminEventListQuerySchema,
  chainVerificationQuerySchema,
  type AdminEventDownloadQuery,
  type AdminEventListQuery,
  type AdminEventPage,
  type ChainVerification,
  type ChainVerificationQuery,
} from './admin-events.contract.ts';
import { verifyChain } from './verify-chain.ts';

@ApiTags('events')
@Controller('api/admin/events')
export class AdminEventsController {
  constructor(
    private readonly log: AdminEventLog,
    private readonly fileDownload: AdminEventDownload,
    private readonly database: Database,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What administrators did, newest first' })
  list(
    @Query({ schema: adminEventListQuerySchema }) query: AdminEventListQuery,
  ): Promise<AdminEventPage> {
    return this.log.list(query);
  }

  @Get('download')
  @Action('admin_event.download')
  @ApiOperation({ summary: 'The same as one file, as JSON lines or CSV' })
  download(
    @Query({ schema: adminEventDownloadQuerySchema }) query: AdminEventDownloadQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.fileDownload.send(query, response);
  }

  @Get('verify')
  @ApiOperation({ summary: 'Whether all events are as they were written' })
  verify(
    @Query({ schema: chainVerificationQuerySchema }) { sequence, hash }: ChainVerificationQuery,
  ): Promise<ChainVerification> {
    const noted = sequence === undefined || hash === undefined ? undefined : { sequence, hash };
    return verifyChain(this.database.console, noted);
  }
}
