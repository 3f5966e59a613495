import { Injectable } from '@nestjs/common';
import type { GatewayName } from '../settings.ts';
import type { Exchanges } from './exchanges.ts';
import type { Gateways } from './gateways.contract.ts';
import type { ModelList } from './model-list.ts';
import type { Upstream } from './upstreams.ts';

/** A gateway that listens in this process. */
export interface ListeningGateway {
  readonly name: GatewayName;
  /** Of the socket that listens. */
  readonly bindAddress: string;
  readonly port: number;
  readonly upstream: Upstream;
  readonly exchanges: Exchanges;
  readonly models: ModelList;
}

/** The gateways of this process, as the console shows them. They are added once they listen. */
@Injectable()
export class GatewayDirectory {
  private readonly gateways: ListeningGateway[] = [];

  add(gateway: ListeningGateway): void {
    this.gateways.push(gateway);
  }

  get all(): readonly ListeningGateway[] {
    return this.gateways;
  }

  /** `host` is the name under which clients reach this machine. */
  list(host: string): Gateways['items'] {
    return this.gateways.map(({ name, port, upstream, exchanges }) => ({
      name,
      port,
      address: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1`,
      openRequests: exchanges.count,
      upstream: upstream.state,
    }));
  }
}
