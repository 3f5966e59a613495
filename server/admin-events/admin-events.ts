import { Injectable, Logger } from '@nestjs/common';
import { Database, reasonOf } from '../database/database.ts';
import { AddressLimiter } from '../http/address-limiter.ts';
import { contentOf, type AdminCall } from './admin-call.ts';
import { appendEvent, type EventContent } from './event-chain.ts';

/** Refusals recorded in one minute: of one administrator, and of all strangers together. */
const refusalsOfOne = 600;
const refusalsOfStrangers = 60;
const minuteMs = 60_000;

/** Writes down what administrators do. Reading is `AdminEventLog`'s. */
@Injectable()
export class AdminEvents {
  private readonly logger = new Logger('AdminEvents');
  private readonly ofKnown = new AddressLimiter({ limit: refusalsOfOne, windowMs: minuteMs });
  private readonly ofStrangers = new AddressLimiter({
    limit: refusalsOfStrangers,
    windowMs: minuteMs,
  });

  constructor(private readonly database: Database) {}

  /** A call that went well and has not been recorded with its change. Throws when it cannot be recorded. */
  async succeeded(call: AdminCall): Promise<void> {
    if (call.isRecorded) return;
    await this.append(contentOf(call, { status: call.expectedStatus, code: null }));
    call.isRecorded = true;
  }

  /**
   * A call that was refused or failed. It changed nothing, so that the caller is answered even when this cannot be
   * recorded; then the process' log says so. A flood is cut off.
   */
  async refused(call: AdminCall, status: number, code: string): Promise<void> {
    if (!this.database.isReady || !this.isWithinBounds(call)) return;
    try {
      const content = contentOf(call, { status, code });
      await this.append({ ...content, targetName: await this.targetNameOf(content) });
    } catch (error) {
      this.logger.error(
        `Not recorded: ${call.action} by ${call.actor?.id ?? 'nobody known'} ended with ${code}. ${reasonOf(error)}`,
      );
    }
  }

  private append(content: EventContent): Promise<void> {
    return this.database.dataSource.transaction((manager) => appendEvent(manager, content));
  }

  /** A call that is refused early knows an id at most; what it is called is in an event before. */
  private async targetNameOf(content: EventContent): Promise<string | null> {
    const { targetKind, targetId, targetName } = content;
    if (targetName !== null || targetId === null) return targetName;
    const found = await this.database.console.query<{ name: string }>(
      `select target_name as name from admin_event
       where target_id = $1 and target_kind = $2 and target_name is not null
       order by sequence desc limit 1`,
      [targetId, targetKind],
    );
    return found.rows[0]?.name ?? null;
  }

  /** Guesses at a name that exists are bounded by the throttle of the login already. */
  private isWithinBounds({ actor, target }: AdminCall): boolean {
    const who = actor?.id ?? target?.id;
    const limiter = who === undefined || who === null ? this.ofStrangers : this.ofKnown;
    if (limiter.blockedForMs(who ?? '') !== undefined) return false;
    limiter.count(who ?? '');
    return true;
  }
}
