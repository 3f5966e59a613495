import { Module } from '@nestjs/common';
import { HealthModule } from '../health/health.module.ts';
import { Metrics } from './metrics.ts';
import { MetricsController } from './metrics.controller.ts';

/** Figures for monitoring. */
@Module({
  imports: [HealthModule],
  controllers: [MetricsController],
  providers: [Metrics],
})
export class MetricsModule {}
