import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { ApiKeyVerifier } from './api-users/api-key-verifier.ts';
import { RefusalCounters } from './audit/refusal-counters.ts';
import { AuditModule } from './audit/audit.module.ts';
import { AuditPartitions } from './audit/audit-partitions.ts';
import { RequestLedger } from './audit/request-ledger.ts';
import { createConsoleApp } from './console-app.ts';
import type { Database } from './database/database.ts';
import { StartError } from './database/start-error.ts';
import { createGatewayApp, type GatewayApp } from './gateway-app.ts';
import { DemoUpstreamHolder } from './gateway/demo-upstream.ts';
import { GatewayActivity } from './gateway/gateway-activity.ts';
import { GatewayDirectory } from './gateway/gateway-directory.ts';
import { GatewaysModule } from './gateway/gateways.module.ts';
import { createUpstream, type Upstream } from './gateway/upstreams.ts';
import { HermesPanesModule } from './hermes-state/hermes-panes.module.ts';
import { Readiness } from './health/readiness.ts';
import { AddressLimiter } from './http/address-limiter.ts';
import { Departure } from './http/departure.ts';
import { LiveModule } from './live/live.module.ts';
import { LogLines } from './log-lines.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { PlaygroundModule } from './playground/playground.module.ts';
import { SecurityModule } from './security/security.module.ts';
import { SystemModule } from './system/system.module.ts';
import { gatewayNames, type GatewayName, type Settings } from './settings.ts';

/** What an answer of the console gets to finish once everything else has stopped. */
const consoleGraceMs = 2000;

/** Everything that listens, running. */
export interface Product {
  readonly ports: Readonly<Record<'console' | GatewayName, number>>;
  readonly upstreams: Readonly<Record<GatewayName, Upstream>>;
  readonly console: INestApplication;
  /** Not ready, stop accepting, drain, close in order. The database is the caller's. */
  stop(): Promise<void>;
}

/** Builds the console and both gateways over one database and lets them listen. Throws {@link StartError}. */
export async function startProduct(
  settings: Settings,
  database: Database,
  log = new LogLines(),
): Promise<Product> {
  const ledger = new RequestLedger(database, new AuditPartitions(database), settings);
  const verifier = new ApiKeyVerifier(database);
  const badKeys = new AddressLimiter({ limit: 60, windowMs: 60_000 });
  const directory = new GatewayDirectory();
  const activity = new GatewayActivity();
  verifier.onChange(({ requestId }) => requestId !== undefined && activity.stop(requestId));
  const demo = new DemoUpstreamHolder();
  const ports = new Map<GatewayName, number>();
  const upstreams = {
    pre: createUpstream(settings.gateways.pre, settings, demo),
    post: createUpstream(settings.gateways.post, settings, demo),
  };
  const gateways = new Map<GatewayName, GatewayApp>();
  let consoleApp: INestApplication | undefined;
  let departure: Departure | undefined;

  const close = async () => {
    await Promise.all(
      [...gateways.values()].map((gateway) => gateway.stop(settings.drainTimeoutMs)),
    );
    await Promise.all([upstreams.pre.stop(), upstreams.post.stop()]);
    await demo.close();
    await departure?.leave(() => false, settings.drainDelayMs + consoleGraceMs);
    if (consoleApp) await closeConsole(consoleApp);
    await verifier.stop();
    await ledger.stop();
  };

  try {
    await ledger.start();
    verifier.start();
    const console = await createConsoleApp(settings, database, {
      log,
      modules: [
        AuditModule,
        HermesPanesModule,
        GatewaysModule.forRoot({ directory, activity, ledger, verifier }),
        LiveModule,
        MetricsModule,
        PlaygroundModule,
        SecurityModule,
        SystemModule,
      ],
    });
    consoleApp = console;
    departure = new Departure(console.getHttpServer(), settings.drainDelayMs);
    const refusals = console.get(RefusalCounters);
    await Promise.all([upstreams.pre.start(), upstreams.post.start()]);
    for (const name of gatewayNames) {
      const upstream = upstreams[name];
      const gateway = await createGatewayApp({
        name,
        settings,
        upstream,
        ports,
        ledger,
        verifier,
        badKeys,
        refusals,
        activity,
      });
      gateways.set(name, gateway);
      const port = await listen(gateway.app, settings.gateways[name].port, settings.bindHost);
      ports.set(name, port);
      const { exchanges, models } = gateway;
      directory.add({ name, port, upstream, exchanges, models });
    }
    const consolePort = await listen(console, settings.consolePort, settings.bindHost);
    return {
      ports: { console: consolePort, pre: ports.get('pre')!, post: ports.get('post')! },
      upstreams,
      console,
      async stop() {
        console.get(Readiness).drain();
        for (const gateway of gateways.values()) gateway.announceStop();
        departure?.announce();
        await new Promise((resolve) => setTimeout(resolve, settings.drainDelayMs));
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Browsers keep connections open that they may never use again; those that are busy get a moment. */
async function closeConsole(app: INestApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const force = setTimeout(() => server.closeAllConnections(), consoleGraceMs);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(force);
  }
}

async function listen(app: INestApplication, port: number, host: string): Promise<number> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new StartError(
        `Port ${port} on ${host} is in use. Stop what listens there, or choose another port.`,
      );
    // Among them: no such name, no such address here, a port that is not ours to take.
    if (code !== undefined)
      throw new StartError(
        `Cannot listen on ${host}:${port} (${code}). Set HERMES_BIND_HOST to an address of this machine, or choose another port.`,
      );
    throw error;
  }
  return (app.getHttpServer().address() as AddressInfo).port;
}
