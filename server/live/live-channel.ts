import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { RequestLedger } from '../audit/request-ledger.ts';
import { ConsoleSessions } from '../auth/console-sessions.ts';
import type { SignedIn } from '../auth/session-user.ts';
import { isAway, reasonOf } from '../database/database.ts';
import { EventRing } from './event-ring.ts';
import { LiveConnection } from './live-connection.ts';
import { usualTopics, type LiveEvents, type LiveQuery, type LiveTopic } from './live.contract.ts';
import { TooManyLiveConnections } from './live.errors.ts';

/** A browser keeps six connections to one host (HTTP/1.1), and the API needs some of them. */
const mostOfSession = 5;
const mostOfAll = 100;
const ringBounds = { count: 2000, bytes: 1_048_576 };
const heartbeatMs = 15_000;
const sessionCheckMs = 10_000;
/** After this the client connects again, so that a proxy with a dead client behind it holds nothing for good. */
const leaseMs = 3_600_000;
/** Events are still kept for so long after the last client has gone: it may come back. */
const lingerMs = 60_000;

/** The live connections of this process and what is sent to all of them. Asleep, and free, while nobody listens. */
@Injectable()
export class LiveChannel implements OnModuleDestroy {
  private readonly logger = new Logger('Live');
  private readonly ring: EventRing;
  private readonly connections = new Set<LiveConnection>();
  private readonly sources: (() => () => void)[] = [];
  private running: (() => void)[] | undefined;
  private lingering: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;
  private checkAgain = false;
  private isOver = false;

  constructor(
    private readonly sessions: ConsoleSessions,
    private readonly ledger: RequestLedger,
  ) {
    this.ring = new EventRing(ledger.instanceId, ringBounds);
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  get instanceId(): string {
    return this.ledger.instanceId;
  }

  get otherProcesses(): number {
    return this.ledger.instances.live - 1;
  }

  /** `start` begins to watch something and answers how to stop; it is called whenever the first client comes. */
  addSource(start: () => () => void): void {
    this.sources.push(start);
  }

  /** Begins the stream and keeps it until one side ends it. Throws {@link TooManyLiveConnections}. */
  open(response: ServerResponse, user: SignedIn, query: LiveQuery): void {
    const ofSession = [...this.connections].filter(
      (connection) => connection.user.sessionId === user.sessionId,
    );
    if (this.isOver || this.connections.size >= mostOfAll)
      throw new TooManyLiveConnections('console');
    if (ofSession.length >= mostOfSession) throw new TooManyLiveConnections('session');
    const topics = query.topics ?? usualTopics;
    const connection = new LiveConnection(response, user, topics);
    connection.begin();
    this.greet(connection, topics, query.lastEventId);
    this.connections.add(connection);
    response.on('close', () => this.leave(connection));
    this.wake();
  }

  /** To everybody who wants to know. Nothing is kept while nobody has listened for a minute. */
  publish<Name extends LiveTopic>(name: Name, data: LiveEvents[Name]): void {
    if (this.running === undefined) return;
    const frame = this.ring.push(name, data);
    for (const connection of this.connections) if (connection.wants(frame)) connection.send(frame);
  }

  /** Ends the connections whose session is over. A check that was asked for during another one follows it. */
  async checkSessions(): Promise<void> {
    if (this.connections.size === 0) return;
    this.checkAgain = true;
    this.checking ??= this.checkAll().finally(() => (this.checking = undefined));
    await this.checking;
  }

  onModuleDestroy(): void {
    this.isOver = true;
    for (const connection of [...this.connections]) this.dismiss(connection, 'shutdown');
    clearTimeout(this.lingering);
    this.sleep();
  }

  private greet(
    connection: LiveConnection,
    topics: readonly LiveTopic[],
    lastEventId: string | undefined,
  ): void {
    const missed = lastEventId === undefined ? undefined : this.ring.missedSince(lastEventId);
    const resumed = missed !== undefined && 'frames' in missed;
    // With the id the client came with: if it leaves before the rest has arrived, it has missed it still.
    const { instanceId, otherProcesses } = this;
    const hello = { instanceId, resumed, topics: [...topics], otherProcesses };
    connection.send(this.ring.aside('hello', hello, resumed ? lastEventId : undefined));
    if (missed === undefined) return;
    if ('reason' in missed) connection.send(this.ring.aside('reset', missed));
    else for (const frame of missed.frames) if (connection.wants(frame)) connection.send(frame);
  }

  private wake(): void {
    clearTimeout(this.lingering);
    this.lingering = undefined;
    this.running ??= [
      ...this.sources.map((start) => start()),
      every(heartbeatMs, () => this.keepAlive()),
      every(sessionCheckMs, () => void this.checkSessions()),
    ];
  }

  private leave(connection: LiveConnection): void {
    if (!this.connections.delete(connection) || this.connections.size > 0 || this.isOver) return;
    this.lingering = setTimeout(() => this.sleep(), lingerMs).unref();
  }

  private sleep(): void {
    for (const stop of this.running ?? []) stop();
    this.running = undefined;
    this.ring.forget();
  }

  private keepAlive(): void {
    for (const connection of [...this.connections])
      if (Date.now() - connection.openedMs > leaseMs) this.dismiss(connection, 'lease');
      else connection.keepAlive();
  }

  private async checkAll(): Promise<void> {
    while (this.checkAgain) {
      this.checkAgain = false;
      const asked = [...this.connections];
      const open = await this.openSessions(asked.map(({ user }) => user.sessionId));
      for (const connection of asked) {
        const { sessionId, expiresAt } = connection.user;
        if (Date.parse(expiresAt) <= Date.now() || open?.has(sessionId) === false)
          this.dismiss(connection, 'session');
      }
    }
  }

  /** Nothing while the database is away: then nobody can end a session either, and its time is known here. */
  private async openSessions(ids: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    try {
      return await this.sessions.stillOpen(ids);
    } catch (error) {
      if (!isAway(error)) this.logger.warn(`Sessions could not be checked: ${reasonOf(error)}`);
      return undefined;
    }
  }

  private dismiss(connection: LiveConnection, reason: LiveEvents['end']['reason']): void {
    connection.end(this.ring.aside('end', { reason }));
    this.leave(connection);
  }
}

/** A timer that keeps no process alive; answers how to stop it. */
export function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms).unref();
  return () => clearInterval(timer);
}
