import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { RequestLedger } from '../audit/request-ledger.ts';
import { Database } from '../database/database.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { GatewayDirectory } from './gateway-directory.ts';
import { FiguresReport } from './figures-report.ts';
import type { GatewayFigures, Gateways } from './gateways.contract.ts';

/** Both gateways and the health of what they record into. */
@ApiTags('gateways')
@Controller('api/admin/gateways')
export class GatewaysController {
  constructor(
    private readonly directory: GatewayDirectory,
    private readonly figuresReport: FiguresReport,
    private readonly ledger: RequestLedger,
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('figures')
  @ApiOperation({ summary: 'Rates, latencies and open requests of the gateways in this process' })
  figures(): GatewayFigures {
    return this.figuresReport.read();
  }

  @Get()
  async list(@Req() request: Request): Promise<Gateways> {
    const { bindHost } = this.settings;
    // Bound to every address: whatever name the operator uses will do for his clients.
    const isWildcard = bindHost === '0.0.0.0' || bindHost === '::';
    return {
      items: this.directory.list(isWildcard ? (request.hostname ?? 'localhost') : bindHost),
      audit: {
        database: (await this.database.ping()) === undefined ? 'ready' : 'away',
        spoolRecords: this.ledger.spool.records,
        spoolBytes: this.ledger.spool.bytes,
      },
    };
  }
}
