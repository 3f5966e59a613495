import { hostname } from 'node:os';
import type { Database } from '../database/database.ts';

/** Silence after which a process counts as gone. */
export const deadAfterSeconds = 30;

/** A process on the database, as others see it. */
export interface InstanceView {
  readonly id: string;
  readonly isSelf: boolean;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: string;
  readonly heartbeatAt: string;
  readonly isAlive: boolean;
}

/** This process among those that share the database. */
export class Instances {
  /** Processes that are alive, this one included; as last seen. */
  live = 1;
  private registration: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly self: { readonly id: string; readonly version: string },
  ) {}

  /** Says that this process lives and counts the others. `spoolId` tells which disk its spool is on. */
  async beat(spoolId: string): Promise<void> {
    const counted = await this.database.hot.query<{ live: number }>(
      `with self as (
        insert into gateway_instance (id, spool_id, host, pid, version) values ($1, $2, $3, $4, $5)
        on conflict (id) do update set heartbeat_at = now()
      )
      select count(*)::int as live from gateway_instance
      where id <> $1 and heartbeat_at > now() - make_interval(secs => ${deadAfterSeconds})`,
      [this.self.id, spoolId, hostname(), process.pid, this.self.version],
    );
    this.live = counted.rows[0]!.live + 1;
  }

  /** Resolves when the others know this process: they look for what it leaves open if it dies. */
  register(spoolId: string): Promise<void> {
    this.registration ??= this.beat(spoolId).catch((error: unknown) => {
      this.registration = undefined;
      throw error;
    });
    return this.registration;
  }

  /** Says of a process that died, and whose records turn up now, that there was one. */
  async addDead(id: string, spoolId: string): Promise<void> {
    await this.database.console.query(
      `insert into gateway_instance (id, spool_id, host, pid, version, heartbeat_at)
       values ($1, $2, $3, 0, '', 'epoch') on conflict (id) do nothing`,
      [id, spoolId, hostname()],
    );
  }

  /** All of them; one that died stays until its requests are closed. */
  async list(): Promise<InstanceView[]> {
    const found = await this.database.console.query<{
      id: string;
      host: string;
      pid: number;
      version: string;
      started_at: Date;
      heartbeat_at: Date;
      is_alive: boolean;
    }>(
      `select id, host, pid, version, started_at, heartbeat_at,
         heartbeat_at > now() - make_interval(secs => ${deadAfterSeconds}) as is_alive
       from gateway_instance order by started_at`,
    );
    return found.rows.map(({ id, host, pid, version, ...row }) => ({
      id,
      isSelf: id === this.self.id,
      host,
      pid,
      version,
      startedAt: row.started_at.toISOString(),
      heartbeatAt: row.heartbeat_at.toISOString(),
      isAlive: row.is_alive,
    }));
  }

  /** Says that this process is gone; nothing of it is open any more. */
  async leave(): Promise<void> {
    await this.database.console.query('delete from gateway_instance where id = $1', [this.self.id]);
  }
}
