import { Module } from '@nestjs/common';
import { CronModule } from './cron/cron.module.ts';
import { HermesStateModule } from './hermes-state.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, CronModule],
})
export class HermesPanesModule {}
