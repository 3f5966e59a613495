import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { RequestLedger } from '../audit/request-ledger.ts';
import { Database } from '../database/database.ts';
import { GatewayActivity } from '../gateway/gateway-activity.ts';
import { GatewayDirectory } from '../gateway/gateway-directory.ts';
import { Readiness } from '../health/readiness.ts';
import { version } from '../version.ts';
import { GatewayMetrics } from './gateway-metrics.ts';

/** Memory, CPU, event loop lag, garbage collection: of the process, however many products a test runs in it. */
let ofProcess: Registry | undefined;

function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** Everything `/metrics` shows. Counting costs a few microseconds a request, and nothing for each chunk of an answer. */
@Injectable()
export class Metrics implements OnModuleDestroy {
  private readonly registry = new Registry();
  private readonly stopWatching: () => void;

  constructor(
    activity: GatewayActivity,
    directory: GatewayDirectory,
    ledger: RequestLedger,
    database: Database,
    readiness: Readiness,
  ) {
    this.stopWatching = activity.observe(new GatewayMetrics(this.registry, activity, directory));
    this.gauge(
      'hermes_spool_records',
      'Records on disk that wait for the database.',
      () => ledger.spool.records,
    );
    this.gauge(
      'hermes_spool_bytes',
      'Bytes on disk that wait for the database.',
      () => ledger.spool.bytes,
    );
    this.gauge(
      'hermes_audit_gaps',
      'Gaps in the audit log that this process noticed since its start.',
      () => ledger.gaps.noticed,
    );
    this.gauge('hermes_database_ready', '1 when the database answers.', async () =>
      Number((await readiness.report()).checks.database.ok),
    );
    this.gauge(
      'hermes_database_connections',
      'Connections of this process to the database.',
      () => database.hot.totalCount + database.console.totalCount,
    );
    this.gauge(
      'hermes_processes',
      'Live processes on the database, this one included.',
      () => ledger.instances.live,
    );
    new Gauge({
      name: 'hermes_build_info',
      help: 'Always 1; the labels say what runs.',
      labelNames: ['version', 'node'],
      registers: [this.registry],
    }).set({ version, node: process.version }, 1);
    processRegistry();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return Registry.merge([this.registry, processRegistry()]).metrics();
  }

  onModuleDestroy(): void {
    this.stopWatching();
  }

  private gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }
}
