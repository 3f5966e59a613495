import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { DiagnosticsBundle } from './diagnostics-bundle.ts';
import { ProcessLog } from './process-log.ts';
import { SystemController } from './system.controller.ts';
import { SystemReport } from './system-report.ts';

/** What the process says about itself. */
@Module({
  imports: [AuditModule],
  controllers: [SystemController],
  providers: [DiagnosticsBundle, ProcessLog, SystemReport],
})
export class SystemModule {}
