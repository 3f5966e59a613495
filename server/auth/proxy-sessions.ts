import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { contentOf, type AdminCall } from '../admin-events/admin-call.ts';
import { appendEvent } from '../admin-events/event-chain.ts';
import { Database } from '../database/database.ts';
import { AddressLimiter } from '../http/address-limiter.ts';
import { TooManyRequests } from '../http/refusals.ts';
import type { Administrator } from './administrator.entity.ts';
import { ConsoleSessions } from './console-sessions.ts';
import type { SessionUser } from './session-user.ts';

/** What the ids of such sessions begin with; those behind a cookie are hexadecimal. */
const start = 'proxy:';

/** A session, and where it is kept. */
export interface ProxySession {
  readonly sid: string;
  readonly user: SessionUser;
}

/**
 * Sessions of people whom a proxy signs in: one for each account, address and browser. They have no cookie and open nothing;
 * every request is judged by its own header. They are what lists show, what live connections hang on, and what can be ended.
 */
@Injectable()
export class ProxySessions {
  private readonly logger = new Logger('ProxySessions');
  /** A program that calls itself something else each time must not fill the table. */
  private readonly opened = new AddressLimiter({ limit: 60, windowMs: 60_000 });

  constructor(
    private readonly database: Database,
    private readonly sessions: ConsoleSessions,
  ) {}

  /** The one that is open, or a new one, which is a sign-in. Throws {@link TooManyRequests}. */
  async of(account: Administrator, call: AdminCall): Promise<ProxySession> {
    const address = call.address ?? 'unknown';
    const userAgent = call.userAgent?.slice(0, 300) ?? null;
    const parts = JSON.stringify([account.id, address, userAgent]);
    const sid = start + createHash('sha256').update(parts).digest('hex');
    const passwordChangedAt = account.passwordChangedAt.toISOString();
    const found = await this.find(sid, passwordChangedAt);
    if (found) return { sid, user: found };
    const waitMs = this.opened.blockedForMs(account.id);
    if (waitMs !== undefined) throw new TooManyRequests(Math.ceil(waitMs / 1000));
    this.opened.count(account.id);
    const now = Date.now();
    const user: SessionUser = {
      sessionId: uuidv7(),
      administratorId: account.id,
      passwordChangedAt,
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + this.sessions.ttlMs).toISOString(),
      address,
      userAgent,
    };
    const isNew = await this.open(sid, user, call);
    // Else another request of the same browser was quicker.
    return { sid, user: isNew ? user : ((await this.find(sid, passwordChangedAt)) ?? user) };
  }

  /** All of an account that may not come in any more. */
  async endAllOf(administratorId: string): Promise<void> {
    await this.database.console.query(
      `delete from console_session
       where sid like '${start}%' and sess->'passport'->'user'->>'administratorId' = $1`,
      [administratorId],
    );
  }

  private async find(sid: string, passwordChangedAt: string): Promise<SessionUser | undefined> {
    const { rows } = await this.database.console.query<{ user: SessionUser }>(
      `select sess->'passport'->'user' as user from console_session
       where sid = $1 and expire > now()`,
      [sid],
    );
    const user = rows[0]?.user;
    return user?.passwordChangedAt === passwordChangedAt ? user : undefined;
  }

  private open(sid: string, user: SessionUser, call: AdminCall): Promise<boolean> {
    return this.database.dataSource.transaction(async (manager) => {
      await manager.query(
        `delete from console_session where sid = $1 and (expire <= now()
           or sess->'passport'->'user'->>'passwordChangedAt' <> $2)`,
        [sid, user.passwordChangedAt],
      );
      const inserted = await manager.query<unknown[]>(
        `insert into console_session (sid, sess, expire) values ($1, $2, $3)
         on conflict (sid) do nothing returning sid`,
        [sid, { cookie: {}, passport: { user } }, user.expiresAt],
      );
      if (inserted.length === 0) return false;
      await manager.query('update administrator set last_login_at = now() where id = $1', [
        user.administratorId,
      ]);
      await appendEvent(manager, contentOf(call, { status: 200, code: null }));
      this.logger.log(`A proxy signed ${call.actor?.name} in, from ${user.address}.`);
      return true;
    });
  }
}
