import { ServerResponse, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { MalformedRequest } from './refusals.ts';

/** The connection of a request that asks for WebSocket. */
export interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
  /** From here on the connection is the caller's. */
  take(): void;
}

/** Node 22.21 and 24.9 ask this; older ones upgrade everything as soon as somebody listens. */
type Choosing = Server & { shouldUpgradeCallback?: (request: IncomingMessage) => boolean };

const answerMs = 30_000;
const goodbyeMs = 2000;
const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** What a request asks to be upgraded, if it does. */
export const upgradeOf = (request: IncomingMessage): Upgrade | undefined => upgrades.get(request);

/**
 * Sends requests that ask for WebSocket the way all others go, so that the same middleware knows who asks and refuses in
 * the same words. Whoever takes the connection over answers by himself; nobody else has to know of upgrades. Answers
 * what ends all of them: a server that closes waits for them otherwise.
 */
export function acceptUpgrades(server: Server, handle: RequestListener): () => void {
  const sockets = new Set<Socket>();
  /** Connections with a request before, whose answer is not out yet. */
  const answering = new WeakMap<Duplex, number>();
  const count = (socket: Duplex, change: number) =>
    answering.set(socket, (answering.get(socket) ?? 0) + change);
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  (server as Choosing).shouldUpgradeCallback = isWebSocket;
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // A client that left needs no answer.
    socket.on('error', () => socket.destroy());
    // Sent behind another request: two answers cannot share the connection.
    if ((answering.get(socket) ?? 0) > 0) return socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setTimeout(answerMs, () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.end(() => setTimeout(() => socket.destroy(), goodbyeMs)));
    if (hasBody(request)) return refuse(response);
    const take = () => {
      response.detachSocket(socket);
      socket.setTimeout(0);
    };
    if (isWebSocket(request)) upgrades.set(request, { socket, head, take });
    handle(request, response);
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

const isWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Node has given up reading such a request as HTTP, so that its body is lost. */
function refuse(response: ServerResponse): void {
  const { status, code, message } = new MalformedRequest(
    'A request with a body cannot ask for another protocol. Send it without the Upgrade header.',
  );
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message } }));
}
