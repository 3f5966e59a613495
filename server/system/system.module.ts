import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { HermesDashboardModule } from '../hermes-dashboard/hermes-dashboard.module.ts';
import { ConsoleAccessReport } from './console-access.ts';
import { DiagnosticsBundle } from './diagnostics-bundle.ts';
import { Listeners } from './listeners.ts';
import { ProcessLog } from './process-log.ts';
import { SystemController } from './system.controller.ts';
import { SystemReport } from './system-report.ts';

/** What the process says about itself. */
@Module({
  imports: [AuditModule, HermesDashboardModule],
  controllers: [SystemController],
  providers: [ConsoleAccessReport, DiagnosticsBundle, Listeners, ProcessLog, SystemReport],
  exports: [Listeners],
})
export class SystemModule {}
