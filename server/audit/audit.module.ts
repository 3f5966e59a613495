import { Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuditController } from './audit.controller.ts';
import { AuditDownload } from './audit-download.ts';
import { AuditLog } from './audit-log.ts';
import { AuditPartitions } from './audit-partitions.ts';
import { AuditRetention } from './audit-retention.ts';
import { AuditStorageReport } from './audit-storage.ts';
import { RefusalCounters } from './refusal-counters.ts';
import { UsageByDay } from './usage-days.ts';
import { UsageController } from './usage.controller.ts';
import { UsageRollups } from './usage-rollups.ts';
import { UsageSums } from './usage-sums.ts';

/** What the console shows of the gateways' records, and what keeps the records in bounds. Belongs into the console only. */
@Module({
  imports: [ScheduleModule.forRoot()],
  controllers: [AuditController, UsageController],
  providers: [
    AuditDownload,
    AuditLog,
    AuditPartitions,
    AuditRetention,
    AuditStorageReport,
    RefusalCounters,
    UsageByDay,
    UsageRollups,
    UsageSums,
  ],
  exports: [
    AuditLog,
    AuditPartitions,
    AuditStorageReport,
    RefusalCounters,
    UsageByDay,
    UsageRollups,
  ],
})
export class AuditModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly refusals: RefusalCounters) {}

  onApplicationBootstrap(): void {
    this.refusals.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.refusals.stop();
  }
}
