import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { csvOf, sendFile } from '../../http/file-download.ts';
import { InsightsReader } from './insights-reader.ts';
import {
  insightsCsvQuerySchema,
  insightsQuerySchema,
  type InsightGroup,
  type Insights,
  type InsightsCsvQuery,
  type InsightsQuery,
  type ToolInsights,
} from './insights.contract.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/insights')
export class InsightsController {
  constructor(private readonly insights: InsightsReader) {}

  @Get()
  @ApiOperation({ summary: 'What sessions used, as Hermes estimates it' })
  read(@Query({ schema: insightsQuerySchema }) query: InsightsQuery): Promise<Insights> {
    return this.insights.read(query);
  }

  @Get('tools')
  @ApiOperation({ summary: 'Which tools and skills the sessions used' })
  tools(@Query({ schema: insightsQuerySchema }) query: InsightsQuery): Promise<ToolInsights> {
    return this.insights.tools(query);
  }

  @Get('csv')
  @ApiOperation({ summary: 'One of the tables as CSV' })
  async csv(
    @Query({ schema: insightsCsvQuerySchema }) { by, ...query }: InsightsCsvQuery,
    @Res() response: Response,
  ): Promise<void> {
    const name = `hermes-estimate-${by}`;
    if (by === 'tools') {
      const { tools } = await this.insights.tools(query);
      return sendFile(response, name, toolCsv, () => inTurn(tools));
    }
    const groups = (await this.insights.read(query))[by];
    return sendFile(response, name, groupCsv, () => inTurn(groups));
  }
}

async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const toolCsv = csvOf<ToolInsights['tools'][number]>([
  ['tool', ({ name }) => name],
  ['calls', ({ calls }) => calls],
]);

const groupCsv = csvOf<InsightGroup>([
  ['name', ({ name }) => name],
  ['provider', ({ provider }) => provider],
  ['sessions', ({ sessions }) => sessions],
  ['calls', ({ calls }) => calls],
  ['input_tokens', ({ inputTokens }) => inputTokens],
  ['output_tokens', ({ outputTokens }) => outputTokens],
  ['cache_read_tokens', ({ cacheReadTokens }) => cacheReadTokens],
  ['cache_write_tokens', ({ cacheWriteTokens }) => cacheWriteTokens],
  ['reasoning_tokens', ({ reasoningTokens }) => reasoningTokens],
  ['total_tokens', ({ totalTokens }) => totalTokens],
  ['cost_usd', ({ costUsd }) => costUsd],
  ['unpriced_tokens', ({ unpricedTokens }) => unpricedTokens],
  ['included_tokens', ({ includedTokens }) => includedTokens],
]);
