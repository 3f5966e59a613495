import type { Server } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GatewayDirectory } from '../gateway/gateway-directory.ts';
import {
  runningDashboards,
  runningProxies,
  type RunningListener,
} from '../hermes-state/security/listening-hosts.ts';
import { listeningSockets, type ListeningSocket } from '../http/listening-sockets.ts';
import { isLoopbackHost } from '../http/loopback.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import type { Listener, Reach, SystemView } from './system.contract.ts';

/** What of this console and of Hermes listens, on which addresses: as it is, whatever the settings say. */
@Injectable()
export class Listeners {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly gateways: GatewayDirectory,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async read(): Promise<SystemView['listeners']> {
    return { own: this.own(), hermes: await this.ofHermes() };
  }

  /** Of this process, by its sockets. */
  own(): Listener[] {
    const console = (this.host.httpAdapter.getHttpServer() as Server).address();
    return [
      ...(console === null || typeof console === 'string'
        ? []
        : [listenerOf('console', 'Console', console)]),
      ...this.gateways.all.map(({ name, bindAddress: address, port }) =>
        listenerOf('gateway', `Gateway ${name}`, { address, port }),
      ),
    ];
  }

  private async ofHermes(): Promise<Listener[] | null> {
    const [dashboards, proxies, sockets] = await Promise.all([
      runningDashboards(),
      runningProxies(),
      listeningSockets(),
    ]);
    if (dashboards === undefined || proxies === undefined || sockets === undefined) return null;
    const named = new Map(
      [
        ...this.dashboardOfSettings(sockets),
        ...dashboards.flatMap((each) => listenersFor('hermes_dashboard', each, sockets)),
        ...proxies.flatMap((each) => listenersFor('hermes_proxy', each, sockets)),
      ].map((each) => [`${each.address} ${each.port}`, each]),
    );
    const own = new Set(this.own().map(({ port }) => port));
    return [...named.values()].filter(({ port, source }) => source !== 'socket' || !own.has(port));
  }

  /** Its process may belong to somebody whose processes are not to be seen. */
  private dashboardOfSettings(sockets: readonly ListeningSocket[]): Listener[] {
    const { dashboardUrl } = this.settings;
    if (dashboardUrl === undefined) return [];
    const { hostname, port, protocol } = new URL(dashboardUrl);
    if (!isLoopbackHost(hostname)) return [];
    const number = Number(port || (protocol === 'https:' ? 443 : 80));
    return socketsAt(number, sockets).map((socket) =>
      listenerOf('hermes_dashboard', names.hermes_dashboard, socket),
    );
  }
}

const names = { hermes_dashboard: 'Hermes dashboard', hermes_proxy: 'hermes proxy' } as const;

function listenersFor(
  kind: keyof typeof names,
  { host, port }: RunningListener,
  sockets: readonly ListeningSocket[],
): Listener[] {
  const seen = socketsAt(Number(port), sockets);
  if (seen.length > 0) return seen.map((socket) => listenerOf(kind, names[kind], socket));
  const address = host.slice(0, 200);
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  const started = listenerOf(kind, names[kind], { address, port: number });
  return [{ ...started, source: 'command_line' }];
}

const socketsAt = (port: number, sockets: readonly ListeningSocket[]) =>
  sockets.filter((socket) => socket.port === port);

function listenerOf(
  kind: Listener['kind'],
  name: string,
  { address, port }: ListeningSocket,
): Listener {
  return { kind, name, address, port, reach: reachOf(address), source: 'socket' };
}

function reachOf(address: string): Reach {
  if (isLoopbackHost(address)) return 'this_machine';
  return /^(0\.0\.0\.0|\[?::\]?|::ffff:0\.0\.0\.0|)$/.test(address)
    ? 'every_address'
    : 'one_address';
}
