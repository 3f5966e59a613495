import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Duplex } from 'node:stream';
import { ConsoleSessions } from '../auth/console-sessions.ts';
import { reasonOf } from '../database/database.ts';
import { TooManySockets } from './dashboard.errors.ts';

const lookEveryMs = 2000;
const mostOfOneSession = 20;

/** WebSockets of the dashboard that are open: they end when the session ends with which they were opened. */
@Injectable()
export class DashboardSockets implements OnModuleDestroy {
  private readonly logger = new Logger('HermesDashboard');
  private readonly open = new Map<Duplex, string>();
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;

  constructor(private readonly sessions: ConsoleSessions) {}

  /** Throws {@link TooManySockets}. */
  add(socket: Duplex, sessionId: string): void {
    const own = [...this.open.values()].filter((id) => id === sessionId);
    if (own.length >= mostOfOneSession) throw new TooManySockets();
    this.open.set(socket, sessionId);
    socket.once('close', () => this.drop(socket));
    this.timer ??= setInterval(() => void this.look(), lookEveryMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private drop(socket: Duplex): void {
    this.open.delete(socket);
    if (this.open.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** While the database is away nobody can tell; the sockets stay until it does. */
  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      const good = await this.sessions.stillOpen([...new Set(this.open.values())], 'admin');
      // Without a close frame, as it could land inside one of the dashboard's that is half sent.
      for (const [socket, id] of [...this.open]) if (!good.has(id)) socket.destroy();
    } catch (error) {
      this.logger.warn(`Whether sessions are still open is not known: ${reasonOf(error)}`);
    } finally {
      this.isLooking = false;
    }
  }
}
