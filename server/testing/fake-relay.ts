import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { WebSocketServer, type WebSocket } from 'ws';
import { verifyRelayToken } from '../hermes-relay/relay-token.ts';

export interface FakeRelay {
  readonly port: number;
  /** Gateways whose token was right, by their id, in the order they came. */
  readonly came: string[];
  /** What they presented, right or wrong. */
  readonly tokens: string[];
  /** What they said. */
  readonly said: string[];
  /** Codes with which they left. */
  readonly left: number[];
  readonly isEmpty: () => boolean;
  close(): Promise<void>;
}

interface FakeRelayOptions {
  readonly secrets: readonly string[];
  /** Another code than 4401, for everybody. */
  readonly closesWith?: number;
  /** Between taking the upgrade and judging the token. */
  readonly thinksMs?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A connector: takes every WebSocket at `/relay`, and closes it with 4401 when the token is not of a known secret. */
export async function startFakeRelay(options: FakeRelayOptions): Promise<FakeRelay> {
  const server: Server = options.tls ? createTlsServer(options.tls) : createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const seen = { came: [], tokens: [], said: [], left: [] } as {
    [Name in 'came' | 'tokens' | 'said']: string[];
  } & { left: number[] };

  const judge = (socket: WebSocket, authorization = '') => {
    const token = authorization.replace(/^Bearer /, '');
    seen.tokens.push(token);
    const id = verifyRelayToken(token, options.secrets);
    if (options.closesWith !== undefined) socket.close(options.closesWith, 'as it was told');
    else if (id === undefined) socket.close(4401, 'unauthorized');
    else seen.came.push(id);
  };
  server.on('request', (_, response) => response.writeHead(404).end('no such page'));
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/relay') return socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('message', (text) => seen.said.push(text.toString()));
      opened.on('close', (code) => seen.left.push(code));
      setTimeout(() => judge(opened, request.headers.authorization), options.thinksMs ?? 0);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    ...seen,
    isEmpty: () => sockets.clients.size === 0,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
