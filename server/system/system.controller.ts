import { Controller, Get, Header, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Action } from '../admin-events/action.decorator.ts';
import { ConsoleAccessReport } from './console-access.ts';
import { DiagnosticsBundle } from './diagnostics-bundle.ts';
import { ProcessLog } from './process-log.ts';
import {
  logFilterSchema,
  logQuerySchema,
  type ConsoleAccess,
  type Diagnostics,
  type LogFilter,
  type LogPage,
  type LogQuery,
  type SystemView,
} from './system.contract.ts';
import { SystemReport } from './system-report.ts';

/** The process itself. Works while the database is away, but for the session that has to be looked up. */
@ApiTags('system')
@Controller('api/admin/system')
export class SystemController {
  constructor(
    private readonly report: SystemReport,
    private readonly access: ConsoleAccessReport,
    private readonly log: ProcessLog,
    private readonly bundle: DiagnosticsBundle,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Version, settings, database, storage and health of this process' })
  read(): Promise<SystemView> {
    return this.report.read();
  }

  @Get('access')
  @ApiOperation({ summary: 'Who may reach the console, and where the caller comes from' })
  seen(@Req() request: Request): ConsoleAccess {
    return this.access.read(request);
  }

  @Get('logs')
  @ApiOperation({ summary: 'Lines this process logged, newest first' })
  logs(@Query({ schema: logQuerySchema }) query: LogQuery): LogPage {
    return this.log.list(query);
  }

  @Get('logs/download')
  @Action('system.download_log')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="hermes-control-plane.log"')
  @ApiOperation({ summary: 'The same lines as text, oldest first' })
  @ApiProduces('text/plain')
  download(@Query({ schema: logFilterSchema }) filter: LogFilter): string {
    return this.log.text(filter);
  }

  @Get('diagnostics')
  @Action('system.download_diagnostics')
  @Header('content-disposition', 'attachment; filename="hermes-control-plane-diagnostics.json"')
  @ApiOperation({ summary: 'One file for whoever helps, without prompts, names and secrets' })
  diagnostics(): Promise<Diagnostics> {
    return this.bundle.make();
  }
}
