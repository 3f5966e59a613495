import { createServer, type AddressInfo } from 'node:net';
import { request } from 'undici';
import type { GatewaySettings, Settings } from '../settings.ts';
import type { ChildKind, ChildPlan, FoundRun, Look } from './child-kind.ts';
import type { MaskSource } from './child-log.ts';
import { ChildSupervisor } from './child-supervisor.ts';
import { hermesEnvironment } from './hermes-environment.ts';
import type { ChildRun } from './run-file.ts';

const probeTimeoutMs = 2000;
/** The proxy answers about two seconds after its start; a slow machine gets more. */
const startTimeoutMs = 30_000;
/** It is stopped once the gateways before it have ended, when nothing uses it any more. */
const stopMs = 3000;

/** How the proxy is doing. */
export interface ProxyStatus {
  readonly state: 'starting' | 'ready' | 'down';
  readonly reason: string | null;
  readonly address: string | null;
  readonly provider: string;
}

/**
 * Keeps one `hermes proxy` running on loopback behind a gateway, and knows whether it is healthy. A copy that an earlier
 * process of ours left is taken over.
 */
export class HermesProxySupervisor {
  readonly process: ChildSupervisor;
  private readonly proxy: ProxyChild;

  constructor(
    gateway: Pick<GatewaySettings, 'name' | 'provider'>,
    command: string,
    settings: Pick<Settings, 'dataDir' | 'hermesHome' | 'drainTimeoutMs'>,
    mask?: MaskSource,
  ) {
    this.proxy = new ProxyChild(gateway, command, settings.hermesHome);
    this.process = new ChildSupervisor(this.proxy, settings, mask && { mask });
  }

  get status(): ProxyStatus {
    return this.proxy.status;
  }

  /** Begins in the background; `status` tells how it goes. */
  async start(): Promise<void> {
    this.process.begin();
  }

  /** Ends the proxy. It would wait up to a minute for requests of its own, which nobody reads any more: it gets seconds. */
  stop(): Promise<void> {
    return this.process.close(stopMs);
  }
}

class ProxyChild implements ChildKind {
  readonly id: string;
  readonly kind = 'proxy';
  readonly name = 'hermes proxy start';
  readonly profile = 'default';
  status: ProxyStatus;
  private answeredMs = 0;

  constructor(
    private readonly gateway: Pick<GatewaySettings, 'name' | 'provider'>,
    private readonly command: string,
    private readonly hermesHome: string,
  ) {
    this.id = `proxy-${gateway.name}`;
    this.status = { state: 'starting', reason: null, address: null, provider: gateway.provider };
  }

  async find(noted: ChildRun | undefined): Promise<FoundRun | undefined> {
    if (noted === undefined) return undefined;
    const isSame = noted.provider === this.gateway.provider;
    const health = isSame ? await healthOf(noted.port) : undefined;
    this.answeredMs = performance.now();
    return { run: noted, use: health ? 'adopt' : 'end' };
  }

  async plan(): Promise<ChildPlan> {
    this.set('starting', null);
    this.answeredMs = performance.now();
    const port = await freePort();
    const { provider } = this.gateway;
    // Its own default port is the one of our `pre` gateway, and the sticky profile must not be taken: both are always said.
    const args = ['-p', 'default', 'proxy', 'start', '--provider', provider];
    return {
      command: this.command,
      args: [...args, '--host', '127.0.0.1', '--port', String(port)],
      env: hermesEnvironment(this.hermesHome),
      details: { port, provider },
    };
  }

  async look({ port, provider }: ChildRun, stop: AbortSignal): Promise<Look> {
    const health = await healthOf(port, stop);
    if (stop.aborted) return { isUp: false, reason: null };
    if (health === undefined) {
      if (performance.now() - this.answeredMs > startTimeoutMs)
        throw new Error('it does not answer');
      return { isUp: this.status.state === 'ready', reason: this.status.reason };
    }
    this.answeredMs = performance.now();
    const reason = health.authenticated
      ? null
      : `not logged in: run \`hermes auth add ${provider}\``;
    this.set(health.authenticated ? 'ready' : 'down', reason, `http://127.0.0.1:${port}`);
    return { isUp: true, reason };
  }

  isDown(reason: string): void {
    this.set('down', reason);
  }

  private set(
    state: ProxyStatus['state'],
    reason: string | null,
    address: string | null = null,
  ): void {
    this.status = { state, reason, address, provider: this.gateway.provider };
  }
}

async function healthOf(
  port: number | undefined,
  stop?: AbortSignal,
): Promise<{ readonly authenticated: boolean } | undefined> {
  try {
    const answer = await request(`http://127.0.0.1:${port}/health`, {
      headersTimeout: probeTimeoutMs,
      bodyTimeout: probeTimeoutMs,
      ...(stop && { signal: stop }),
    });
    const body = (await answer.body.json()) as { status?: unknown; authenticated?: unknown };
    return body.status === 'ok' ? { authenticated: body.authenticated === true } : undefined;
  } catch {
    // Not listening yet, or something else listens there.
    return undefined;
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
