import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import { isAway, isCrowded, reasonOf, type Database } from '../database/database.ts';
import { version } from '../version.ts';
import { AuditGaps } from './audit-gaps.ts';
import { AuditPartitions, timeOfId } from './audit-partitions.ts';
import { Breaker } from './breaker.ts';
import { storeClose } from './store-close.ts';
import { Instances } from './instances.ts';
import type {
  Admission,
  AdmissionLimits,
  CloseRecord,
  OpenRecord,
  Standing,
} from './ledger-records.ts';
import { openQuery, type OpenRow } from './ledger-sql.ts';
import { LocalAdmission } from './local-admission.ts';
import { monthEnd } from './month.ts';
import { RateRefusals } from './rate-refusals.ts';
import { Reaper } from './reaper.ts';
import { SpoolFolder } from './spool-folder.ts';
import { SpoolReplay } from './spool-replay.ts';
import { Spool } from './spool.ts';

const replayEveryMs = 300;
/** What others left may turn up at any time. */
const lookEveryMs = 5000;
const beatEveryMs = 5000;
const reapEveryMs = 10_000;
const lastReplayMs = 2000;
/** Others are answered meanwhile, or the database counts as away. */
const crowd = { answeredWithinMs: 1000, patienceMs: 6000 };

/**
 * The durable record and the meter of every request, in two steps: open before anything goes upstream, close before the
 * answer is completed. To PostgreSQL while it is there, to the spool while it is not.
 */
@Injectable()
export class RequestLedger {
  readonly spool: Spool;
  private readonly logger = new Logger(RequestLedger.name);
  /** This process among those on the database. */
  readonly instanceId = randomUUID();
  private readonly folder: SpoolFolder;
  private readonly breaker = new Breaker();
  private readonly rateRefusals = new RateRefusals();
  private readonly local = new LocalAdmission();
  readonly instances: Instances;
  readonly gaps: AuditGaps;
  private readonly replay: SpoolReplay;
  private readonly reaper: Reaper;
  private readonly openIds = new Set<string>();
  private timers: NodeJS.Timeout[] = [];
  /** Work in the background that has begun. */
  private readonly running = new Set<Promise<void>>();
  private spoolId: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly partitions: AuditPartitions,
    options: {
      readonly dataDir: string;
      readonly spoolMaxBytes: number;
      readonly logRetentionDays: number;
    },
  ) {
    const { instanceId } = this;
    this.folder = new SpoolFolder(join(options.dataDir, 'spool'), instanceId);
    this.spool = new Spool(this.folder, options.spoolMaxBytes);
    this.instances = new Instances(database, { id: instanceId, version });
    this.gaps = new AuditGaps(database, instanceId);
    const { folder, spool, gaps } = this;
    this.replay = new SpoolReplay({
      database,
      partitions,
      folder,
      spool,
      gaps,
      instanceId,
      addDead: (id) => this.instances.addDead(id, this.spoolId!),
    });
    this.reaper = new Reaper(database, {
      instanceId,
      isOpen: (id) => this.openIds.has(id),
      hasSpoolOf: (id) => this.replay.hasFilesOf(id),
      lookBackDays: options.logRetentionDays,
    });
  }

  /** Prepares the spool and begins the background work. Throws when the folder cannot be made. */
  async start(): Promise<void> {
    this.spoolId = await this.folder.prepare();
    this.every(replayEveryMs, () => this.replayWaiting());
    this.every(lookEveryMs, () => this.replay.run());
    this.every(beatEveryMs, () => this.instances.beat(this.spoolId!));
    this.every(reapEveryMs, () => this.reaper.run(this.spoolId!));
    this.database.onReady(() => this.noted(this.begin(this.spoolId!)));
  }

  /** Brings what waits into the database if it is there. Nothing may be open any more. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    if (!this.database.isReady) return this.spool.rotate();
    const leave = async () => {
      // A heartbeat that arrives after the farewell would be taken for life.
      await Promise.allSettled(this.running);
      await this.replay.run();
      await this.instances.leave();
    };
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, lastReplayMs).unref());
    await Promise.race([
      leave().catch((error: unknown) => this.logger.warn(reasonOf(error))),
      timeout,
    ]);
    await this.spool.rotate();
  }

  /** The refusal that `open` would answer from memory, for whoever wants to know before there is a record. */
  knownRefusal(
    apiUserId: string,
    limits: AdmissionLimits,
  ): Extract<Admission, { outcome: 'rate_limited' }> | undefined {
    return this.rateRefusals.find(apiUserId, limits);
  }

  /**
   * Admits a request and makes its record durable, in one statement. Throws {@link AuditUnavailable} when nothing takes
   * the record; the request must not be forwarded then.
   */
  async open(record: OpenRecord, limits: AdmissionLimits): Promise<Admission> {
    const known = this.knownRefusal(record.apiUserId, limits);
    if (known) return known;
    const row = await this.askDatabase(() => this.openInDatabase(record, limits));
    const admission = row
      ? this.admissionOf(row, record, limits)
      : await this.openInSpool(record, limits);
    if (admission.outcome === 'opened') this.openIds.add(record.id);
    return admission;
  }

  /** Makes the end of a request durable and settles it, once. Throws {@link AuditUnavailable} as `open` does. */
  async close(
    record: CloseRecord,
    opened: { readonly place: 'database' | 'spool' },
  ): Promise<void> {
    try {
      // The spool keeps the order of the two records of a request.
      if (
        opened.place === 'database' &&
        (await this.askDatabase(async () => {
          await storeClose(this.database.hot, record);
          return true;
        }))
      )
        return;
      await this.spool.append({ kind: 'close', record });
    } finally {
      this.openIds.delete(record.id);
    }
  }

  /** Where a user stands now. */
  async standing(apiUserId: string): Promise<Standing> {
    const found = await this.database.hot.query<{
      requests: string;
      used: string;
      reserved: string;
    }>(
      `select
        coalesce((select rate_total(rate_window(buckets, extract(epoch from now())::bigint - second))
          from api_user_rate where api_user_id = $1), 0) as requests,
        coalesce(sum(used_tokens), 0) as used,
        coalesce(sum(reserved_tokens), 0) as reserved
      from api_user_usage
      where api_user_id = $1 and month = date_trunc('month', now() at time zone 'utc')::date`,
      [apiUserId],
    );
    const { requests, used, reserved } = found.rows[0]!;
    return {
      requestsLastMinute: Number(requests),
      usedTokens: Number(used),
      reservedTokens: Number(reserved),
    };
  }

  private async openInDatabase(record: OpenRecord, limits: AdmissionLimits): Promise<OpenRow> {
    // What a process leaves open is looked for only when it was known.
    await this.instances.register(this.spoolId!);
    const query = openQuery(record, this.instanceId, limits);
    try {
      return (await this.database.hot.query<OpenRow>(query)).rows[0]!;
    } catch (error) {
      // 23514: the day has no partition yet. They are made ahead; a clock may be wrong.
      if ((error as pg.DatabaseError).code !== '23514') throw error;
      await this.partitions.ensure(timeOfId(record.id), 1);
      return (await this.database.hot.query<OpenRow>(query)).rows[0]!;
    }
  }

  private admissionOf(row: OpenRow, record: OpenRecord, limits: AdmissionLimits): Admission {
    const standing: Standing = {
      requestsLastMinute: Number(row.rate_total ?? sum(row.rate_window ?? [])),
      usedTokens: Number(row.used_tokens ?? 0),
      reservedTokens: Number(row.reserved_tokens ?? 0),
    };
    if (row.opened) {
      this.local.learn(record.apiUserId, limits, standing);
      return { outcome: 'opened', standing, place: 'database' };
    }
    if (row.rate_total === null)
      return this.rateRefusals.note(record.apiUserId, limits, standing, row.rate_window ?? []);
    return { outcome: 'quota_exceeded', standing, resetsAt: monthEnd(new Date()) };
  }

  private async openInSpool(record: OpenRecord, limits: AdmissionLimits): Promise<Admission> {
    const { apiUserId, reservedTokens } = record;
    const admission = this.local.admit(apiUserId, reservedTokens, limits, this.instances.live);
    if (admission.outcome !== 'opened') return admission;
    await this.spool.append({
      kind: 'open',
      instanceId: this.instanceId,
      record: { ...record, reservedTokens: 0 },
    });
    return admission;
  }

  /** Resolves with nothing when the database is away or fails; the spool is asked then. */
  private async askDatabase<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (!this.database.isReady || !this.breaker.admits()) return undefined;
    try {
      const answer = await this.askInCrowd(ask);
      this.breaker.succeeded();
      return answer;
    } catch (error) {
      if (isAway(error)) this.breaker.failed();
      else {
        // It is there, and refuses this one record: the others need not wait.
        this.breaker.succeeded();
        this.logger.error(`A record was refused and goes to the spool: ${reasonOf(error)}`);
      }
      return undefined;
    }
  }

  /** The spool admits on less knowledge than the database, so a queue before a working one is waited in. */
  private async askInCrowd<T>(ask: () => Promise<T>): Promise<T> {
    const deadlineMs = performance.now() + crowd.patienceMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const isWorthwhile =
          isCrowded(error) && this.breaker.answeredWithin(crowd.answeredWithinMs);
        if (!isWorthwhile || performance.now() > deadlineMs) throw error;
      }
    }
  }

  private async begin(spoolId: string): Promise<void> {
    await this.partitions.ensure(new Date(), 2);
    await this.instances.register(spoolId);
    await this.replay.run();
    await this.reaper.run(spoolId);
  }

  private async replayWaiting(): Promise<void> {
    if (this.spool.records === 0) return;
    await this.replay.run();
    await this.gaps.flush();
  }

  private every(ms: number, work: () => Promise<void>): void {
    let isBusy = false;
    const timer = setInterval(() => {
      if (isBusy || !this.database.isReady) return;
      isBusy = true;
      void this.noted(work())
        .catch((error: unknown) => {
          if (!isAway(error)) this.logger.error(reasonOf(error));
        })
        .finally(() => (isBusy = false));
    }, ms);
    this.timers.push(timer.unref());
  }

  private noted(work: Promise<void>): Promise<void> {
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
