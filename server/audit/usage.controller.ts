import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { usageQuerySchema, type Usage, type UsageQuery } from './audit.contract.ts';
import { UsageRollups } from './usage-rollups.ts';

@ApiTags('usage')
@Controller('api/admin/usage')
export class UsageController {
  constructor(private readonly rollups: UsageRollups) {}

  @Get()
  @ApiOperation({ summary: 'Requests, tokens and refusals by the hour' })
  async read(@Query({ schema: usageQuerySchema }) query: UsageQuery): Promise<Usage> {
    const [hours, refusals] = await Promise.all([
      this.rollups.hours(query),
      this.rollups.refusals(query),
    ]);
    return { hours, refusals };
  }
}
