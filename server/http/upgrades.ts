import { ServerResponse, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** The connection of a request that asks for another protocol, such as WebSocket. */
export interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
  /** From here on the connection is the caller's. */
  take(): void;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** What a request asks to be upgraded, if it does. */
export const upgradeOf = (request: IncomingMessage): Upgrade | undefined => upgrades.get(request);

/**
 * Sends requests that ask for an upgrade the way all others go, so that the same middleware knows who asks and refuses
 * in the same words. Whoever takes the connection over answers by himself; nobody else has to know of upgrades.
 */
export function acceptUpgrades(server: Server, handle: RequestListener): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Parameters<typeof response.assignSocket>[0]);
    response.on('finish', () => socket.end());
    // A client that left needs no answer.
    socket.on('error', () => socket.destroy());
    const take = () => response.detachSocket(socket as Parameters<typeof response.detachSocket>[0]);
    upgrades.set(request, { socket, head, take });
    handle(request, response);
  });
}
