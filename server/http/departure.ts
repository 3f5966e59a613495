import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TcpServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { dropNewHandshakes } from './handshake-filter.ts';

const sweepEveryMs = 50;
const turnMs = 5;
const quietTurns = 10;
const mostTurns = 200;

interface Connection {
  running: number;
  idleSinceMs: number;
  /** Bytes read when it became idle. More mean that a request is coming. Infinite while only the rest of an answered one is. */
  readAtIdle: number;
}

/**
 * How a server goes without failing anybody who may not ask twice. A proxy keeps connections to it, and cannot know whether
 * a POST was taken that it sent just when its connection was closed. So clients are asked to leave, and a connection is
 * closed only after it has been idle for the grace: a proxy that closes its own earlier than that never uses one that we
 * close. The grace is in milliseconds; 0 means that idle ones are closed at once.
 */
export class Departure {
  private readonly connections = new Map<Socket, Connection>();
  private isAnnounced = false;

  /** Before the server listens. */
  constructor(
    private readonly server: Server,
    private readonly graceMs: number,
  ) {
    server.on('connection', (socket: Socket) => {
      this.connections.set(socket, { running: 0, idleSinceMs: performance.now(), readAtIdle: 0 });
      socket.once('close', () => this.connections.delete(socket));
    });
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      if (this.isAnnounced) response.setHeader('connection', 'close');
      const connection = this.connections.get(request.socket);
      if (connection === undefined) return;
      connection.running++;
      response.once('close', () => {
        connection.running--;
        connection.idleSinceMs = performance.now();
        connection.readAtIdle = request.complete ? request.socket.bytesRead : Infinity;
      });
      request.once('end', () => {
        if (connection.running === 0) connection.readAtIdle = request.socket.bytesRead;
      });
    });
  }

  /** From now on every answer asks its client to come back over another connection. */
  announce(): void {
    this.isAnnounced = true;
  }

  /** Whether a request is being answered or coming in: nobody knows yet what it will ask for. */
  isServing(): boolean {
    return [...this.connections].some(([socket, connection]) => !isIdle(socket, connection));
  }

  /**
   * Closes the listener, from here on also what has been idle for the grace, and resolves once neither a connection is
   * idle nor `isBusy`, at the latest after the time in milliseconds. Then nothing new can begin: idle ones are closed.
   */
  async leave(isBusy: () => boolean, withinMs: number): Promise<{ closed: Promise<void> }> {
    this.announce();
    const endsAt = performance.now() + withinMs;
    if (this.graceMs > 0) await this.emptyBacklog();
    // The one of HTTP would close idle connections at once.
    const closed = new Promise<void>((resolve) => {
      TcpServer.prototype.close.call(this.server, () => resolve());
    });
    this.sweep();
    const timer = setInterval(() => this.sweep(), sweepEveryMs);
    void closed.then(() => clearInterval(timer));
    while ((isBusy() || this.isLingering()) && performance.now() < endsAt)
      await sleep(sweepEveryMs);
    for (const [socket, { running, readAtIdle }] of this.connections)
      if (running === 0 && socket.bytesRead === readAtIdle) socket.destroy();
    return { closed };
  }

  /**
   * Connections that the system has made for us and nobody has accepted yet are reset when their listener closes, with
   * requests on them. So no new ones are begun, and those there are come in, first.
   */
  private async emptyBacklog(): Promise<void> {
    const { _handle: handle } = this.server as Server & { _handle?: { readonly fd?: number } };
    if (handle?.fd === undefined || handle.fd < 0 || !dropNewHandshakes(handle.fd)) return;
    let quiet = 0;
    const onConnection = () => (quiet = 0);
    this.server.on('connection', onConnection);
    // In each of them Node looks at the listener once and takes what waits there.
    for (let turn = 0; turn < mostTurns && quiet < quietTurns; turn++) {
      quiet++;
      await sleep(turnMs);
    }
    this.server.off('connection', onConnection);
  }

  private sweep(): void {
    if (this.graceMs === 0) return this.server.closeIdleConnections();
    const before = performance.now() - this.graceMs;
    for (const [socket, connection] of this.connections)
      if (isIdle(socket, connection) && connection.idleSinceMs <= before) socket.destroy();
  }

  private isLingering(): boolean {
    if (this.graceMs === 0) return false;
    return [...this.connections].some(([socket, connection]) => isIdle(socket, connection));
  }
}

const isIdle = (socket: Socket, { running, readAtIdle }: Connection): boolean =>
  running === 0 && socket.bytesRead <= readAtIdle;
