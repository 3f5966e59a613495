import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { request } from 'undici';
import { isRunning, startTimeOf } from '../http/process-start-time.ts';
import type { GatewaySettings, Settings } from '../settings.ts';
import { hermesEnvironment } from './hermes-environment.ts';
import { ProxyRunFile, type ProxyRun } from './proxy-run-file.ts';

const probeEveryMs = 250;
const watchEveryMs = 2000;
const probeTimeoutMs = 2000;
/** The proxy answers about two seconds after its start; a slow machine gets more. */
const startTimeoutMs = 30_000;
const firstBackOffMs = 1000;
const longestBackOffMs = 60_000;
const healthyAfterMs = 60_000;
const keptLines = 50;

/** How the proxy is doing. */
export interface ProxyStatus {
  readonly state: 'starting' | 'ready' | 'down';
  readonly reason: string | null;
  readonly address: string | null;
  readonly provider: string;
}

/**
 * Keeps one `hermes proxy` running on loopback behind a gateway: starts it, waits until it is healthy, starts it again
 * with growing pauses when it ends, and stops it with us. A copy that an earlier process of ours left is taken over.
 */
export class HermesProxySupervisor {
  status: ProxyStatus;
  private readonly logger: Logger;
  private readonly runFile: ProxyRunFile;
  private readonly stopping = new AbortController();
  private running: { readonly run: ProxyRun; readonly child: ChildProcess | undefined } | undefined;
  private errorLines: string[] = [];
  private loop: Promise<void> | undefined;

  constructor(
    private readonly gateway: Pick<GatewaySettings, 'name' | 'provider'>,
    private readonly command: string,
    private readonly settings: Pick<Settings, 'dataDir' | 'hermesHome' | 'drainTimeoutMs'>,
  ) {
    this.logger = new Logger(`HermesProxy ${gateway.name}`);
    this.runFile = new ProxyRunFile(
      join(settings.dataDir, 'run', `hermes-proxy-${gateway.name}.json`),
    );
    this.status = { state: 'starting', reason: null, address: null, provider: gateway.provider };
  }

  /** Begins in the background; `status` tells how it goes. */
  async start(): Promise<void> {
    this.loop = this.keepRunning();
  }

  /** Ends the proxy. It waits up to a minute for its own requests; it gets no longer than a drain may last. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.endProcess(this.settings.drainTimeoutMs);
    await this.loop;
    // One that was being started or taken over meanwhile.
    await this.endProcess(this.settings.drainTimeoutMs);
    this.runFile.remove();
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async keepRunning(): Promise<void> {
    let backOffMs = firstBackOffMs;
    while (!this.isStopping) {
      const startedMs = performance.now();
      try {
        await this.launchOrAdopt();
        await this.watch();
      } catch (error) {
        this.set('down', (error as Error).message);
        this.logger.warn(`The proxy is down: ${(error as Error).message}`);
        await this.endProcess(5000);
      }
      if (performance.now() - startedMs > healthyAfterMs) backOffMs = firstBackOffMs;
      await this.pause(backOffMs);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
    }
  }

  private async launchOrAdopt(): Promise<void> {
    const left = this.runFile.read();
    if (
      left &&
      left.provider === this.gateway.provider &&
      (await this.health(left.port)) !== undefined
    ) {
      this.logger.log(`Took over the proxy that was running as process ${left.pid}.`);
      this.running = { run: left, child: undefined };
      return;
    }
    if (left) {
      this.running = { run: left, child: undefined };
      await this.endProcess(5000);
    }
    await this.launch();
  }

  private async launch(): Promise<void> {
    if (this.isStopping) return;
    const port = await freePort();
    if (this.isStopping) return;
    this.set('starting', null);
    this.errorLines = [];
    // Its own default port is the one of our `pre` gateway, and the sticky profile must not be taken: both are always said.
    const { provider } = this.gateway;
    const args = ['-p', 'default', 'proxy', 'start', '--provider', provider];
    const child = spawn(this.command, [...args, '--host', '127.0.0.1', '--port', String(port)], {
      env: hermesEnvironment(this.settings.hermesHome),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const spawned = new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) =>
        reject(new Error(`${this.command} cannot be run: ${error.message}`)),
      );
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.keepLines(text));
    if (child.pid !== undefined) {
      const run = { pid: child.pid, startTime: startTimeOf(child.pid) ?? 0, port, provider };
      this.running = { run, child };
      // At once: a process of ours that is killed now must not leave a copy that nobody knows.
      this.runFile.write(run);
    }
    await spawned;
  }

  /** Returns when the proxy is gone on purpose; throws, with the reason, when it is gone or does not answer. */
  private async watch(): Promise<void> {
    let answeredMs = performance.now();
    while (!this.isStopping && this.running) {
      const { run } = this.running;
      if (!this.isAlive()) throw new Error(this.exitReason());
      const health = await this.health(run.port);
      if (health) {
        answeredMs = performance.now();
        this.set(
          health.authenticated ? 'ready' : 'down',
          health.authenticated ? null : `not logged in: run \`hermes auth add ${run.provider}\``,
          `http://127.0.0.1:${run.port}`,
        );
      } else if (performance.now() - answeredMs > startTimeoutMs)
        throw new Error('it does not answer');
      await this.pause(this.status.state === 'ready' ? watchEveryMs : probeEveryMs);
    }
  }

  private isAlive(): boolean {
    const { run, child } = this.running!;
    return child
      ? child.exitCode === null && child.signalCode === null
      : isRunning(run.pid, run.startTime);
  }

  private exitReason(): string {
    const said = this.errorLines.findLast((line) => line.trim() !== '');
    const { exitCode, signalCode } = this.running?.child ?? {};
    const end = signalCode
      ? `ended by ${signalCode}`
      : exitCode == null
        ? 'it is gone'
        : `exit code ${exitCode}`;
    return said ? `${said.trim()} (${end})` : end;
  }

  private async endProcess(graceMs: number): Promise<void> {
    if (!this.running) return;
    const { pid } = this.running.run;
    signal(pid, 'SIGTERM');
    const untilMs = performance.now() + graceMs;
    while (this.isAlive() && performance.now() < untilMs) await sleep(50);
    if (this.isAlive()) signal(pid, 'SIGKILL');
    while (this.isAlive()) await sleep(20);
    this.running = undefined;
  }

  private async health(port: number): Promise<{ readonly authenticated: boolean } | undefined> {
    try {
      const answer = await request(`http://127.0.0.1:${port}/health`, {
        headersTimeout: probeTimeoutMs,
        bodyTimeout: probeTimeoutMs,
      });
      const body = (await answer.body.json()) as { status?: unknown; authenticated?: unknown };
      return body.status === 'ok' ? { authenticated: body.authenticated === true } : undefined;
    } catch {
      // Not listening yet, or something else listens there.
      return undefined;
    }
  }

  private set(
    state: ProxyStatus['state'],
    reason: string | null,
    address: string | null = null,
  ): void {
    this.status = { state, reason, address, provider: this.gateway.provider };
  }

  private keepLines(text: string): void {
    this.errorLines.push(...text.split('\n').map(withoutSecrets));
    this.errorLines = this.errorLines.slice(-keptLines);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** Long runs of token characters are credentials more often than not. */
function withoutSecrets(line: string): string {
  return line.replace(/[\w.+/=-]{24,}/g, (word) => (/\d/.test(word) ? '[hidden]' : word));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
