import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import { describeCall } from '../admin-events/admin-call.ts';
import { changesBetween } from '../admin-events/field-changes.ts';
import {
  auditDownloadQuerySchema,
  auditFilterSchema,
  auditListQuerySchema,
  type AuditCount,
  type AuditDownloadQuery,
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

  @Get('count')
  @ApiOperation({ summary: 'How many requests match; exact up to 10,000' })
  count(@Query({ schema: auditFilterSchema }) filter: AuditFilter): Promise<AuditCount> {
    return this.log.count(filter);
  }

  @Get('download')
  @Action('audit.download')
  @ApiOperation({ summary: 'Whole records as JSON lines, or the list as CSV, newest first' })
  download(
    @Query({ schema: auditDownloadQuerySchema }) query: AuditDownloadQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.fileDownload.send(query, response);
  }

  @Get('storage')
  @ApiOperation({ summary: 'What the log holds, its last purges and its gaps' })
  storage(): Promise<AuditStorage> {
    return this.storageReport.read();
  }

  @Post('purge')
  @Action('audit.purge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove now what is past the retention' })
  async purge(): Promise<RetentionRun> {
    const run = await this.retention.runNow();
    const { id, retentionDays, partitionsDropped, rowsDeleted, error } = run;
    describeCall({
      target: { kind: 'retention_run', id },
      changes: changesBetween(undefined, { retentionDays, partitionsDropped, rowsDeleted, error }),
    });
    return run;
  }

  // Last: it would take the words above for an id.
  @Get(':id')
  @ApiOperation({ summary: 'One whole record' })
  find(@Param('id', { schema: z.uuid() }) id: string): Promise<AuditRecordView> {
    return this.log.find(id);
  }
}
