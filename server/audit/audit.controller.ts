import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import {
  auditFilterSchema,
  auditListQuerySchema,
  type AuditFilter,
  type AuditListQuery,
  type AuditPage,
  type AuditRecordView,
  type AuditStorage,
  type RetentionRun,
} from './audit.contract.ts';
import { AuditDownload } from './audit-download.ts';
import { AuditLog } from './audit-log.ts';
import { AuditRetention } from './audit-retention.ts';
import { AuditStorageReport } from './audit-storage.ts';

@ApiTags('audit')
@Controller('api/admin/logs')
export class AuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly fileDownload: AuditDownload,
    private readonly retention: AuditRetention,
    private readonly storageReport: AuditStorageReport,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Requests the gateways recorded, newest first' })
  list(@Query({ schema: auditListQuerySchema }) query: AuditListQuery): Promise<AuditPage> {
    return this.log.list(query);
  }

  @Get('download')
  @ApiOperation({ summary: 'Whole records as JSON lines, newest first' })
  download(
    @Query({ schema: auditFilterSchema }) filter: AuditFilter,
    @Res() response: Response,
  ): Promise<void> {
    return this.fileDownload.send(filter, response);
  }

  @Get('storage')
  @ApiOperation({ summary: 'What the log holds, its last purges and its gaps' })
  storage(): Promise<AuditStorage> {
    return this.storageReport.read();
  }

  @Post('purge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove now what is past the retention' })
  purge(): Promise<RetentionRun> {
    return this.retention.runNow();
  }

  // Last: it would take the words above for an id.
  @Get(':id')
  @ApiOperation({ summary: 'One whole record' })
  find(@Param('id', { schema: z.uuid() }) id: string): Promise<AuditRecordView> {
    return this.log.find(id);
  }
}
