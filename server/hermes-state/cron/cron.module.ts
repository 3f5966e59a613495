import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { CronChoicesReader } from './cron-choices.ts';
import { CronFiring } from './cron-firing.ts';
import { CronJobEdits } from './cron-job-edits.ts';
import { CronOutputFiles } from './cron-outputs.ts';
import { CronReader } from './cron-reader.ts';
import { CronRunNow } from './cron-run-now.ts';
import { CronRuns } from './cron-runs.ts';
import { CronZones } from './cron-zone.ts';
import { CronController } from './cron.controller.ts';

/** Jobs that Hermes runs by the clock. */
@Module({
  imports: [HermesStateModule],
  controllers: [CronController],
  providers: [
    CronChoicesReader,
    CronFiring,
    CronJobEdits,
    CronOutputFiles,
    CronReader,
    CronRunNow,
    CronRuns,
    CronZones,
  ],
})
export class CronModule {}
