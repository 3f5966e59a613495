import { statfs } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditStorage } from '../audit/audit.contract.ts';
import { AuditStorageReport } from '../audit/audit-storage.ts';
import { RequestLedger } from '../audit/request-ledger.ts';
import { Database } from '../database/database.ts';
import { GatewayDirectory } from '../gateway/gateway-directory.ts';
import { DashboardProbe } from '../hermes-dashboard/dashboard-probe.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import { version } from '../version.ts';
import { dashboardChecks } from './dashboard-check.ts';
import { healthOf } from './health-checks.ts';
import { Listeners } from './listeners.ts';
import { reachChecks } from './reach-checks.ts';
import type { SystemView } from './system.contract.ts';
import { partOf, type Part } from './time-limit.ts';

/** How this process and what it stands on are doing. */
@Injectable()
export class SystemReport {
  constructor(
    private readonly database: Database,
    private readonly ledger: RequestLedger,
    private readonly storage: AuditStorageReport,
    private readonly directory: GatewayDirectory,
    private readonly listeners: Listeners,
    private readonly dashboard: DashboardProbe,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Takes no longer than its slowest part may. */
  async read(): Promise<SystemView> {
    const storage = partOf(() => this.storage.read());
    const [otherProcesses, database, migrations, retention, dataFolder, listeners, dashboard] =
      await Promise.all([
        partOf(() => this.otherProcesses()),
        partOf(() => this.databaseFacts(storage)),
        partOf(() => this.migrations()),
        partOf(() => this.retention(storage)),
        partOf(() => this.dataFolder()),
        this.listeners.read(),
        this.dashboard.read(),
      ]);
    const { records, bytes } = this.ledger.spool;
    const uptimeMs = Math.round(process.uptime() * 1000);
    const facts = {
      at: new Date().toISOString(),
      version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      pid: process.pid,
      startedAt: new Date(Date.now() - uptimeMs).toISOString(),
      uptimeMs,
      instanceId: this.ledger.instanceId,
      production: this.settings.production,
      settings: [...this.settings.origins],
      otherProcesses,
      database,
      migrations,
      retention,
      listeners,
      dataFolder,
      spool: { records, bytes, maxBytes: this.settings.spoolMaxBytes },
    };
    const upstreams = this.directory.all.map(({ name, upstream }) => ({ name, ...upstream.state }));
    const health = [
      ...healthOf(facts, upstreams),
      ...reachChecks(listeners, this.settings),
      ...dashboardChecks(dashboard),
    ];
    return { ...facts, health };
  }

  private async otherProcesses() {
    this.requireDatabase();
    return (await this.ledger.instances.list()).filter(({ isSelf, isAlive }) => !isSelf && isAlive);
  }

  private async databaseFacts(storage: Promise<Part<AuditStorage>>) {
    this.requireDatabase();
    const found = await this.database.console.query<{ version: string; bytes: string }>(
      `select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`,
    );
    const { bytes, rows } = valueOf(await storage);
    const kind: 'embedded' | 'external' =
      this.settings.databaseUrl === undefined ? 'embedded' : 'external';
    return {
      kind,
      serverVersion: found.rows[0]!.version,
      bytes: Number(found.rows[0]!.bytes),
      auditBytes: bytes,
      auditRows: rows,
    };
  }

  private async migrations() {
    this.requireDatabase();
    const found = await this.database.console.query<{ name: string; timestamp: string }>(
      'select name, timestamp from migrations order by id',
    );
    const known = this.database.dataSource.migrations.map(({ name }) => name ?? '');
    const applied = new Set(found.rows.map(({ name }) => name));
    return {
      applied: found.rows.map(({ name, timestamp }) => ({
        name,
        writtenAt: new Date(Number(timestamp)).toISOString(),
      })),
      pending: known.filter((name) => !applied.has(name)),
      newer: [...applied].filter((name) => !known.includes(name)),
    };
  }

  private async retention(storage: Promise<Part<AuditStorage>>) {
    const { retentionDays, nextRunAt, runs, gaps } = valueOf(await storage);
    return { retentionDays, nextRunAt, lastRun: runs[0] ?? null, gaps: gaps.length };
  }

  private async dataFolder() {
    const { dataDir: path } = this.settings;
    const { bavail, blocks, bsize } = await statfs(path);
    return { path, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  /** Asking a pool that cannot connect would only wait. */
  private requireDatabase(): void {
    if (!this.database.isReady) throw new Error('the database was not reached yet');
  }
}

function valueOf<Value>(part: Part<Value>): Value {
  if (part.status === 'failed') throw new Error(part.reason);
  return part.value;
}
