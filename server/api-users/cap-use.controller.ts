import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { capUseQuerySchema, type CapUse, type CapUseQuery } from './cap-use.contract.ts';
import { CapUseReport } from './cap-use.ts';

@ApiTags('usage')
@Controller('api/admin/usage/limits')
export class CapUseController {
  constructor(private readonly report: CapUseReport) {}

  @Get()
  @ApiOperation({ summary: 'API users by the share of their monthly cap, and when they reach it' })
  read(@Query({ schema: capUseQuerySchema }) query: CapUseQuery): Promise<CapUse> {
    return this.report.read(query);
  }
}
