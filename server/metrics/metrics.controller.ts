import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { Public } from '../auth/public.decorator.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import { requireMetricsAccess } from './metrics-access.ts';
import { Metrics } from './metrics.ts';
import { MetricsTokenWrong } from './metrics.errors.ts';

/** For Prometheus and whatever speaks its format. It has no session, but an access rule of its own. */
@Public()
@SkipThrottle()
@ApiTags('metrics')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus' })
  @ApiProduces('text/plain')
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      requireMetricsAccess(request, this.settings.metricsToken);
    } catch (error) {
      if (error instanceof MetricsTokenWrong) response.set('www-authenticate', 'Bearer');
      throw error;
    }
    const text = await this.metrics.text();
    response.set({ 'content-type': this.metrics.contentType, 'cache-control': 'no-store' });
    response.send(text);
  }
}
