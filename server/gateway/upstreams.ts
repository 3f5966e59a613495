import type { MaskSource } from '../hermes-process/child-log.ts';
import type { ChildSupervisor } from '../hermes-process/child-supervisor.ts';
import { findHermes } from '../hermes-process/find-hermes.ts';
import { HermesProxySupervisor } from '../hermes-process/hermes-proxy-supervisor.ts';
import type { GatewaySettings, Settings } from '../settings.ts';
import type { DemoUpstreamHolder } from './demo-upstream.ts';
import type { Gateways, UpstreamKind } from './gateways.contract.ts';
import { isMetadataUrl } from '../http/metadata-address.ts';

/** How an upstream is doing, as the console shows it. */
export type UpstreamState = Gateways['items'][number]['upstream'];

/** Where requests go right now. */
export interface UpstreamTarget {
  readonly origin: string;
  /** What comes before `/v1`; usually nothing. */
  readonly basePath: string;
  readonly apiKey: string | undefined;
  /** For the record: `demo`, `hermes-proxy` or a host. */
  readonly label: string;
  readonly kind: UpstreamKind;
}

/** What stands behind a gateway. */
export interface Upstream {
  readonly state: UpstreamState;
  /** The process behind it, if this one keeps it running. */
  readonly process?: ChildSupervisor;
  /** Absent while it is not ready. */
  target(): UpstreamTarget | undefined;
  /** Does not wait for a slow upstream. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The configured URL, else a supervised Hermes proxy where Hermes is installed, else (not in production) the demo. `mask`
 * takes the secrets out of what a proxy writes.
 */
export function createUpstream(
  gateway: GatewaySettings,
  settings: Settings,
  demo: DemoUpstreamHolder,
  mask?: MaskSource,
): Upstream {
  if (gateway.upstreamUrl !== undefined)
    return new UrlUpstream(gateway.upstreamUrl, gateway.upstreamApiKey);
  const command = findHermes(settings.hermesBin);
  if (command !== undefined)
    return new HermesProxyUpstream(new HermesProxySupervisor(gateway, command, settings, mask));
  return settings.production ? new NoUpstream() : new DemoUpstream(demo);
}

class UrlUpstream implements Upstream {
  readonly state: UpstreamState;
  private readonly url: URL;

  constructor(
    url: string,
    private readonly apiKey: string | undefined,
  ) {
    this.url = new URL(url);
    const isRefused = isMetadataUrl(url);
    this.state = {
      kind: 'url',
      state: isRefused ? 'down' : 'ready',
      address: this.url.origin + this.basePath,
      provider: null,
      reason: isRefused ? 'the address is link-local, which no provider is' : null,
    };
  }

  target(): UpstreamTarget | undefined {
    if (this.state.state !== 'ready') return undefined;
    const { origin, host } = this.url;
    return { origin, basePath: this.basePath, apiKey: this.apiKey, label: host, kind: 'url' };
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  private get basePath(): string {
    return this.url.pathname.replace(/\/+$/, '');
  }
}

class HermesProxyUpstream implements Upstream {
  constructor(private readonly supervisor: HermesProxySupervisor) {}

  get process(): ChildSupervisor {
    return this.supervisor.process;
  }

  get state(): UpstreamState {
    const { state, reason, address, provider } = this.supervisor.status;
    return { kind: 'hermes-proxy', state, reason, address, provider };
  }

  target(): UpstreamTarget | undefined {
    const { state, address } = this.supervisor.status;
    if (state !== 'ready' || address === null) return undefined;
    return {
      origin: address,
      basePath: '',
      apiKey: undefined,
      label: 'hermes-proxy',
      kind: 'hermes-proxy',
    };
  }

  start(): Promise<void> {
    return this.supervisor.start();
  }

  stop(): Promise<void> {
    return this.supervisor.stop();
  }
}

class DemoUpstream implements Upstream {
  private origin: string | undefined;

  constructor(private readonly demo: DemoUpstreamHolder) {}

  get state(): UpstreamState {
    return {
      kind: 'demo',
      state: this.origin ? 'ready' : 'starting',
      address: this.origin ?? null,
      provider: null,
      reason: null,
    };
  }

  target(): UpstreamTarget | undefined {
    return this.origin === undefined
      ? undefined
      : { origin: this.origin, basePath: '', apiKey: undefined, label: 'demo', kind: 'demo' };
  }

  async start(): Promise<void> {
    this.origin = await this.demo.start();
  }

  /** It is shared; its holder closes it. */
  async stop(): Promise<void> {}
}

class NoUpstream implements Upstream {
  readonly state: UpstreamState = {
    kind: 'none',
    state: 'down',
    address: null,
    provider: null,
    reason: 'no upstream is configured',
  };

  target(): undefined {
    return undefined;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}
}
