import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { describeCall } from '../admin-events/admin-call.ts';
import { announceStop } from '../api-users/api-user-changes.ts';
import type { EndReason } from '../audit/audit.contract.ts';
import { firstIdAt } from '../audit/audit-partitions.ts';
import { RequestLedger } from '../audit/request-ledger.ts';
import { Database, isAway } from '../database/database.ts';
import { NotFound } from '../http/domain-error.ts';
import { DatabaseUnavailable } from '../http/refusals.ts';
import { GatewayActivity } from '../gateway/gateway-activity.ts';
import type { GatewayName } from '../settings.ts';
import type { LiveRequest, LiveRequests, StoppedRequest } from './live.contract.ts';
import { RequestFinished } from './live.errors.ts';
import { runningRequest } from './request-changes.ts';

/** A request rarely runs for hours, and each hour more is a part of the log more to look through. */
const lookBackMs = 6 * 3_600_000;
const mostOfOthers = 500;
const stopWaitMs = 3000;
const stopPollMs = 50;

interface OtherRow {
  readonly id: string;
  readonly instance_id: string;
  readonly api_user_id: string;
  readonly api_user_name: string;
  readonly gateway: GatewayName;
  readonly model: string | null;
  readonly stream: boolean;
  readonly started_at: Date;
}

/** What runs now: of this process exactly, of the others as far as the database knows. */
@Injectable()
export class RunningRequests {
  constructor(
    private readonly database: Database,
    private readonly activity: GatewayActivity,
    private readonly ledger: RequestLedger,
  ) {}

  async list(): Promise<LiveRequests> {
    const { instanceId } = this.ledger;
    const others = await this.others();
    const own = [...this.activity.running.values()].map((request) => ({
      ...runningRequest(request),
      instanceId,
    }));
    return {
      at: new Date().toISOString(),
      instanceId,
      ...others,
      items: [...own, ...others.items].sort((a, b) => (a.id < b.id ? 1 : -1)),
    };
  }

  /**
   * Ends one request, in whichever process it runs, and waits a moment for its record. Throws {@link NotFound},
   * {@link RequestFinished} or {@link DatabaseUnavailable}.
   */
  async stop(id: string): Promise<StoppedRequest> {
    const own = this.activity.running.get(id);
    if (own) {
      const { apiUserName, apiUserId } = own.opened;
      describeCall({ target: { kind: 'request', id, name: `${apiUserName} (${apiUserId})` } });
      return this.stopHere(id);
    }
    const found = await this.find(id);
    if (found === undefined) throw new NotFound('This request');
    const { apiUserId, apiUserName, isOver, endReason } = found;
    describeCall({ target: { kind: 'request', id, name: `${apiUserName} (${apiUserId})` } });
    if (isOver) throw new RequestFinished(endReason);
    await announceStop(this.database.console, { id, apiUserId });
    for (const until = Date.now() + stopWaitMs; Date.now() < until;) {
      const now = await this.find(id);
      if (now?.isOver) return { id, state: 'ended', endReason: now.endReason };
      await sleep(stopPollMs);
    }
    return { id, state: 'stopping', endReason: null };
  }

  private async stopHere(id: string): Promise<StoppedRequest> {
    let ended: EndReason | null | undefined;
    const forget = this.activity.observe({
      requestEnded: ({ opened }, closed) => {
        if (opened.id === id) ended = closed?.endReason ?? null;
      },
    });
    this.activity.stop(id);
    for (const until = Date.now() + stopWaitMs; ended === undefined && Date.now() < until;)
      await sleep(stopPollMs);
    forget();
    if (ended === undefined) return { id, state: 'stopping', endReason: null };
    return { id, state: 'ended', endReason: ended };
  }

  private async find(id: string) {
    if (!this.database.isReady) throw new DatabaseUnavailable();
    const found = await this.database.console.query<{
      apiUserId: string;
      apiUserName: string;
      isOver: boolean;
      endReason: EndReason | null;
    }>(
      `select r.api_user_id as "apiUserId", r.api_user_name as "apiUserName",
         s.id is not null as "isOver", s.end_reason as "endReason"
       from audit_request r left join audit_response s on s.id = $1
       where r.id = $1`,
      [id],
    );
    return found.rows[0];
  }

  private async others(): Promise<
    Pick<LiveRequests, 'instances' | 'othersSince' | 'incomplete'> & { items: LiveRequest[] }
  > {
    const nothing = { items: [], instances: [], othersSince: null };
    if (!this.database.isReady)
      return { ...nothing, incomplete: 'The database was not reached yet.' };
    try {
      const instances = await this.ledger.instances.list();
      if (instances.every(({ isSelf }) => isSelf))
        return { ...nothing, instances, incomplete: null };
      const since = new Date(Date.now() - lookBackMs);
      const items = await this.openElsewhere(since);
      return {
        items,
        instances,
        othersSince: since.toISOString(),
        incomplete:
          items.length < mostOfOthers
            ? null
            : `Only the newest ${mostOfOthers} requests of other processes are listed.`,
      };
    } catch (error) {
      if (!isAway(error)) throw error;
      return {
        ...nothing,
        incomplete: 'The database is away, so what other processes run is not known.',
      };
    }
  }

  private async openElsewhere(since: Date): Promise<LiveRequest[]> {
    const found = await this.database.console.query<OtherRow>(
      `select r.id, r.instance_id, r.api_user_id, r.api_user_name, r.gateway, r.model, r.stream, r.started_at
       from audit_request r
       where r.id >= $2 and r.instance_id <> $1
         and not exists (select from audit_response s where s.id = r.id and s.id >= $2)
       order by r.id desc limit ${mostOfOthers}`,
      [this.ledger.instanceId, firstIdAt(since)],
    );
    return found.rows.map((row) => ({
      id: row.id,
      instanceId: row.instance_id,
      apiUserId: row.api_user_id,
      apiUserName: row.api_user_name,
      gateway: row.gateway,
      model: row.model,
      stream: row.stream,
      startedAt: row.started_at.toISOString(),
      state: 'open',
      tokensSoFar: null,
      tokensEstimated: true,
      bytes: null,
      status: null,
      endReason: null,
    }));
  }
}
