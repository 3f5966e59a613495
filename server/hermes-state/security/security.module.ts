import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { HooksModule } from '../hooks/hooks.module.ts';
import { FileModes } from './file-modes.ts';
import { LogExposureScan } from './log-exposure.ts';
import { SecurityJobs } from './security-jobs.ts';
import { SecurityReader } from './security-reader.ts';
import { HermesSecurityController } from './security.controller.ts';

/** How safe Hermes is set up. */
@Module({
  imports: [HermesStateModule, HooksModule],
  controllers: [HermesSecurityController],
  providers: [FileModes, LogExposureScan, SecurityJobs, SecurityReader],
})
export class HermesSecurityModule {}
