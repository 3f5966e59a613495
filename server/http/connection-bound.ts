import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Bounds the connections of a server. Those above are told so when they ask something, rather than cut without a word;
 * answers whether a request came in over one of them.
 */
export function boundConnections(
  server: Server,
  most: number,
): (request: IncomingMessage) => boolean {
  const surplus = new WeakSet<Socket>();
  let open = 0;
  server.on('connection', (socket: Socket) => {
    if (++open > most) surplus.add(socket);
    socket.once('close', () => open--);
  });
  return (request) => surplus.has(request.socket);
}
