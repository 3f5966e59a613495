import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What arrived at something behind the proxy. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Tells connections apart. */
  readonly connection: Socket;
}

/** Stands for the Hermes dashboard, or the receiver of webhooks: notes what comes, and echoes what a WebSocket says. */
export interface FakeBehind {
  readonly port: number;
  readonly arrived: Arrived[];
  /** WebSockets that are open. */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** What it answers, by path; to all others it says `behind`. */
export type Answers = Readonly<Record<string, (response: ServerResponse) => void>>;

export async function startFakeBehind(answers: Answers = {}): Promise<FakeBehind> {
  const arrived: Arrived[] = [];
  const connections = new Set<Socket>();
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers, socket } = request;
      arrived.push({ method, path, headers, body: Buffer.concat(parts), connection: socket });
      const answer = answers[path];
      if (answer) answer(response);
      else response.end('behind');
    });
    // A proxy that refuses a body half-way.
    request.on('error', () => undefined);
  });
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket: Socket) => {
    const { method = '', url: path = '', headers } = request;
    arrived.push({ method, path, headers, body: Buffer.alloc(0), connection: socket });
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.pipe(socket);
    socket.on('error', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrived,
    sockets,
    async close() {
      for (const socket of connections) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
