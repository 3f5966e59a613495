import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Action } from '../../admin-events/action.decorator.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { LogDownload } from './log-download.ts';
import { LogReader } from './log-reader.ts';
import {
  logDownloadQuerySchema,
  logQuerySchema,
  type LogDownloadQuery,
  type LogFiles,
  type LogPage,
  type LogQuery,
} from './logs.contract.ts';

/** What Hermes logs. */
@ApiTags('hermes')
@Controller('api/admin/hermes/logs')
export class LogsController {
  constructor(
    private readonly logs: LogReader,
    private readonly downloads: LogDownload,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The log files of a profile' })
  list(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<LogFiles> {
    return this.logs.list(profile);
  }

  @Get('records')
  @ApiOperation({
    summary: 'Records of a log: the newest, those around a place, or what came since',
  })
  records(@Query({ schema: logQuerySchema }) query: LogQuery): Promise<LogPage> {
    return this.logs.read(query);
  }

  @Get('download')
  @Action('hermes_log.download')
  @ApiOperation({ summary: 'A whole log as text, without secrets' })
  @ApiProduces('text/plain')
  async download(
    @Query({ schema: logDownloadQuerySchema }) { profile, file }: LogDownloadQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.downloads.send(profile, file, response);
  }
}
