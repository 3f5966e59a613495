import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { createTestDatabase } from './test-database.ts';

/** A fresh clone reached through a proxy of ours, so that one test can take it away without hurting the others. */
export interface BreakableDatabase {
  /** Through the proxy. */
  readonly url: string;
  /** Around it, to look at and change what is there meanwhile. */
  readonly directUrl: string;
  /** Ends all connections and refuses new ones. */
  cut(): Promise<void>;
  /** Connections stay open and new ones are taken, but nothing is answered any more. */
  hang(): void;
  /** Ends {@link cut} and {@link hang}. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}

export async function createBreakableDatabase(): Promise<BreakableDatabase> {
  const clone = await createTestDatabase();
  const direct = new URL(clone.url.replace('@/', '@placeholder/'));
  const socketPath = `${direct.searchParams.get('host')}/.s.PGSQL.5432`;
  const pairs = new Set<[Socket, Socket]>();
  let isHanging = false;
  const relay = (client: Socket): void => {
    const server = connect(socketPath);
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const side of pair) side.destroy();
    };
    for (const side of pair) side.on('error', end).on('close', end);
    client.pipe(server).pipe(client);
    if (isHanging) freeze(pair);
  };
  const freeze = ([client, server]: [Socket, Socket]): void => {
    client.unpipe(server);
    server.unpipe(client);
    client.pause();
    server.pause();
  };
  const endAll = (): void => {
    for (const pair of pairs) for (const side of pair) side.destroy();
  };
  let proxy: Server = createServer(relay);
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as { port: number };
  const close = async (): Promise<void> => {
    if (!proxy.listening) return;
    const closed = once(proxy, 'close');
    proxy.close();
    endAll();
    await closed;
  };
  return {
    url: `postgres://hermes@127.0.0.1:${port}${direct.pathname}`,
    directUrl: clone.url,
    cut: close,
    hang: () => {
      isHanging = true;
      for (const pair of pairs) freeze(pair);
    },
    restore: async () => {
      isHanging = false;
      await close();
      proxy = createServer(relay);
      proxy.listen(port, '127.0.0.1');
      await once(proxy, 'listening');
    },
    drop: async () => {
      await close();
      await clone.drop();
    },
  };
}
