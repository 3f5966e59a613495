import { Injectable, Logger } from '@nestjs/common';
import { Database, reasonOf } from '../database/database.ts';
import { AddressLimiter } from '../http/address-limiter.ts';
import { contentOf, type AdminCall } from './admin-call.ts';
import { appendEvent } from './event-chain.ts';

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
    await this.append(call, { status: call.expectedStatus, code: null });
    call.isRecorded = true;
  }

  /**
   * A call that was refused or failed. It changed nothing, so that the caller is answered even when this cannot be
   * recorded; then the process' log says so. A flood is cut off.
   */
  async refused(call: AdminCall, status: number, code: string): Promise<void> {
    if (!this.database.isReady || !this.isWithinBounds(call)) return;
    try {
      await this.append(call, { status, code });
    } catch (error) {
      this.logger.error(
        `Not recorded: ${call.action} by ${call.actor?.id ?? 'nobody known'} ended with ${code}. ${reasonOf(error)}`,
      );
    }
  }

  private append(
    call: AdminCall,
    outcome: { readonly status: number; readonly code: string | null },
  ): Promise<void> {
    return this.database.dataSource.transaction((manager) =>
      appendEvent(manager, contentOf(call, outcome)),
    );
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
