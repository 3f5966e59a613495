import { Inject, Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { Database } from '../database/database.ts';
import { NotFound } from '../http/domain-error.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import type {
  AuditCount,
  AuditFilter,
  AuditListQuery,
  AuditPage,
  AuditRecordView,
  AuditSummary,
} from './audit.contract.ts';
import { SearchNeedsFrom } from './audit.errors.ts';
import { firstIdAt, timeOfId } from './audit-partitions.ts';
import { startOfRetention } from './audit-retention-time.ts';
import {
  previewColumns,
  recordColumns,
  toRecord,
  toSummary,
  type PreviewRow,
  type RecordRow,
} from './audit-rows.ts';
import { countCandidates, scanAudit, type IdRange, type ScanStep } from './audit-scan.ts';

/** A page with filters that no index serves is answered with what was found after this time. */
const pageBudgetMs = 1500;
const mostCounted = 10_000;
/** Rows of a CSV file that are read at once. */
const summariesAtOnce = 500;
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Bodies held in memory at once by a download, in bytes. */
const readAheadBytes = 16_000_000;

/** What the gateways recorded, newest first. Nothing older than the retention is ever shown. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * One page. It may hold fewer items than asked for, or none, and still have a `nextCursor`: then the time for a page
   * ran out, and the next one goes on where this one stopped. Throws {@link SearchNeedsFrom}.
   */
  async list(query: AuditListQuery): Promise<AuditPage> {
    const deadline = performance.now() + pageBudgetMs;
    const found: string[] = [];
    let nextCursor: string | null = null;
    for await (const step of this.scan(query, query.limit + 1, query.cursor)) {
      found.push(...step.ids);
      if (found.length > query.limit) {
        nextCursor = found[query.limit - 1]!;
        break;
      }
      if (step.isLast) break;
      if (found.length === query.limit || performance.now() > deadline) {
        nextCursor = step.examinedTo;
        break;
      }
    }
    const ids = found.slice(0, query.limit);
    const hasLookedShort = query.search !== undefined || ids.length < query.limit;
    return {
      items: (await this.read<PreviewRow>(previewColumns, ids)).map(toSummary),
      nextCursor,
      searchedBackTo:
        nextCursor !== null && hasLookedShort ? timeOfId(nextCursor).toISOString() : null,
    };
  }

  /** The whole record. Throws {@link NotFound}. */
  async find(id: string): Promise<AuditRecordView> {
    const isKept = id.toLowerCase() >= firstIdAt(this.startOfRetention());
    const [row] = isKept ? await this.read<RecordRow>(recordColumns, [id.toLowerCase()]) : [];
    if (row === undefined) throw new NotFound('This request');
    return toRecord(row);
  }

  /** How many match: exact up to 10,000 as long as the time for a page suffices. Throws {@link SearchNeedsFrom}. */
  async count(filter: AuditFilter): Promise<AuditCount> {
    const deadline = performance.now() + pageBudgetMs;
    const range = this.rangeOf(filter, undefined);
    const candidates = await countCandidates(this.database.console, filter, range, mostCounted + 1);
    if (candidates !== undefined)
      return {
        count: Math.min(candidates, mostCounted),
        hasMore: candidates > mostCounted,
        countedBackTo: null,
      };
    let count = 0;
    for await (const step of this.scan(filter, mostCounted)) {
      count += step.ids.length;
      if (count > mostCounted) return { count: mostCounted, hasMore: true, countedBackTo: null };
      if (!step.isLast && performance.now() > deadline) {
        const countedBackTo = timeOfId(step.examinedTo).toISOString();
        return { count, hasMore: true, countedBackTo };
      }
    }
    return { count, hasMore: false, countedBackTo: null };
  }

  /**
   * Every whole record that matches, however long it takes, holding a few at a time and no transaction. Stops between
   * two reads once `signal` is aborted. Throws {@link SearchNeedsFrom}.
   */
  async *records(filter: AuditFilter, signal: AbortSignal): AsyncGenerator<AuditRecordView> {
    const largestRecord = 2 * this.settings.auditMaxBytes;
    const atOnce = Math.max(1, Math.min(100, Math.floor(readAheadBytes / largestRecord)));
    for await (const rows of this.pages<RecordRow>(recordColumns, filter, atOnce, signal))
      yield* rows.map(toRecord);
  }

  /** The same without bodies, as the list shows them. */
  async *summaries(filter: AuditFilter, signal: AbortSignal): AsyncGenerator<AuditSummary> {
    const pages = this.pages<PreviewRow>(previewColumns, filter, summariesAtOnce, signal);
    for await (const rows of pages) yield* rows.map(toSummary);
  }

  private async *pages<Row extends QueryResultRow>(
    columns: string,
    filter: AuditFilter,
    atOnce: number,
    signal: AbortSignal,
  ): AsyncGenerator<Row[]> {
    for await (const { ids } of this.scan(filter, 2000)) {
      for (let start = 0; start < ids.length && !signal.aborted; start += atOnce)
        yield await this.read<Row>(columns, ids.slice(start, start + atOnce));
      if (signal.aborted) return;
    }
  }

  private scan(filter: AuditFilter, firstBatch: number, cursor?: string): AsyncGenerator<ScanStep> {
    return scanAudit(this.database.console, filter, this.rangeOf(filter, cursor), {
      firstBatch,
      maxBodyBytes: this.settings.auditMaxBytes,
    });
  }

  private rangeOf(filter: AuditFilter, cursor: string | undefined): IdRange {
    if (filter.search !== undefined && filter.from === undefined) throw new SearchNeedsFrom();
    const kept = this.startOfRetention();
    const from = filter.from === undefined ? kept : new Date(filter.from);
    const low = firstIdAt(from > kept ? from : kept);
    const end = filter.to === undefined ? lastId : firstIdAt(new Date(filter.to));
    const after = cursor?.toLowerCase() ?? lastId;
    return { low, high: after < end ? after : end };
  }

  /** Some columns of the given requests, in the given order, which is newest first. */
  private async read<Row extends QueryResultRow>(
    columns: string,
    ids: readonly string[],
  ): Promise<Row[]> {
    if (ids.length === 0) return [];
    const found = await this.database.console.query<Row>(
      `select ${columns} from audit_request r
         left join audit_response s on s.id = r.id and s.id = any($1::uuid[]) and s.id between $2 and $3
       where r.id = any($1::uuid[]) and r.id between $2 and $3
       order by r.id desc`,
      [ids, ids.at(-1), ids[0]],
    );
    return found.rows;
  }

  private startOfRetention(): Date {
    return startOfRetention(new Date(), this.settings.logRetentionDays);
  }
}
