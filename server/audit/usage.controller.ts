import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { usageQuerySchema, type Usage, type UsageQuery } from './audit.contract.ts';
import { UsageByDay } from './usage-days.ts';
import { UsageRollups } from './usage-rollups.ts';
import {
  usageDaysQuerySchema,
  usageTopQuerySchema,
  type UsageDays,
  type UsageDaysQuery,
  type UsageTop,
  type UsageTopQuery,
} from './usage.contract.ts';

@ApiTags('usage')
@Controller('api/admin/usage')
export class UsageController {
  constructor(
    private readonly rollups: UsageRollups,
    private readonly byDay: UsageByDay,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Requests, tokens and refusals by the hour' })
  async read(@Query({ schema: usageQuerySchema }) query: UsageQuery): Promise<Usage> {
    const [hours, refusals] = await Promise.all([
      this.rollups.hours(query),
      this.rollups.refusals(query),
    ]);
    return { hours, refusals };
  }

  @Get('days')
  @ApiOperation({ summary: 'The same by local day, as a whole or by gateway, model or API user' })
  days(@Query({ schema: usageDaysQuerySchema }) query: UsageDaysQuery): Promise<UsageDays> {
    return this.byDay.days(query);
  }

  @Get('top')
  @ApiOperation({ summary: 'The API users or models with the most tokens' })
  top(@Query({ schema: usageTopQuerySchema }) query: UsageTopQuery): Promise<UsageTop> {
    return this.byDay.top(query);
  }
}
