import type pg from 'pg';
import type { AuditFilter } from './audit.contract.ts';
import {
  isFailure,
  outcomeConditions,
  remainingConditions,
  sourceFor,
  userOf,
  type Bind,
} from './audit-conditions.ts';
import { startOfDay, timeOfId } from './audit-partitions.ts';
import { storable } from './search-patterns.ts';

/** A range of ids: `low` belongs to it, `high` does not. */
export interface IdRange {
  readonly low: string;
  readonly high: string;
}

export interface ScanOptions {
  /** Ids to read at first; more once nothing is found among them. */
  readonly firstBatch: number;
  /** Largest stored part of a body, in bytes. */
  readonly maxBodyBytes: number;
}

export interface ScanStep {
  /** Requests that match, newest first. */
  readonly ids: readonly string[];
  /** The oldest request looked at so far, whether it matched or not. */
  readonly examinedTo: string;
  readonly isLast: boolean;
}

const largestBatch = 10_000;
/** Candidates to read at first when most of them may not match. */
const narrowedBatch = 500;
/** A text search reads bodies: it goes in steps of about this long, so that it can stop between any two. */
const searchStepMs = 200;
const searchStepBytes = 16_000_000;
const largestSearchStep = 2000;

/**
 * Walks the log newest first and yields the ids that match. An index gives the candidates, a batch at a time, and the
 * filters without an index are then tried on one day's candidates after the other: each statement touches few partitions
 * and is short, however many rows the log has.
 */
export async function* scanAudit(
  pool: pg.Pool,
  filter: AuditFilter,
  range: IdRange,
  options: ScanOptions,
): AsyncGenerator<ScanStep> {
  const isSearch = filter.search !== undefined;
  const isNarrowed = isNarrowedBeyondIndex(filter);
  const collation = isSearch ? await caseFoldingCollation(pool) : '';
  let { high } = range;
  const firstBatch = isNarrowed ? Math.max(options.firstBatch, narrowedBatch) : options.firstBatch;
  let batchSize = Math.min(firstBatch, largestBatch);
  let sliceSize = isSearch
    ? Math.max(1, Math.min(100, Math.floor(searchStepBytes / (2 * options.maxBodyBytes))))
    : largestBatch;
  for (;;) {
    const candidates = await readCandidates(pool, filter, { low: range.low, high }, batchSize);
    const examinedTo = candidates.at(-1);
    if (examinedTo === undefined) return;
    const isLastBatch = candidates.length < batchSize;
    if (!isNarrowed) yield { ids: candidates, examinedTo, isLast: isLastBatch };
    for (let start = 0; isNarrowed && start < candidates.length;) {
      const slice = sameDay(candidates, start, sliceSize);
      start += slice.length;
      const startedAt = performance.now();
      const ids = await readMatches(pool, filter, slice, collation);
      if (isSearch)
        sliceSize = nextSliceSize(sliceSize, slice.length, performance.now() - startedAt);
      const isLast = isLastBatch && start === candidates.length;
      yield { ids, examinedTo: slice.at(-1)!, isLast };
    }
    if (isLastBatch) return;
    high = examinedTo;
    batchSize = Math.min(batchSize * 4, largestBatch);
  }
}

/** How many match, at most `limit`; `undefined` when an index cannot tell by itself. */
export async function countCandidates(
  pool: pg.Pool,
  filter: AuditFilter,
  range: IdRange,
  limit: number,
): Promise<number | undefined> {
  if (isNarrowedBeyondIndex(filter)) return undefined;
  const values: unknown[] = [range.low, range.high, limit];
  const candidates = candidatesSql(filter, (value) => `$${values.push(value)}`);
  const found = await pool.query<{ count: number }>(
    `select count(*)::integer as count from (${candidates}) counted`,
    values,
  );
  return found.rows[0]!.count;
}

function isNarrowedBeyondIndex(filter: AuditFilter): boolean {
  return remainingConditions(filter, () => '', '').length > 0;
}

function sameDay(ids: readonly string[], start: number, most: number): string[] {
  const midnight = startOfDay(timeOfId(ids[start]!)).getTime();
  const slice: string[] = [];
  for (let index = start; index < ids.length && slice.length < most; index++) {
    if (timeOfId(ids[index]!).getTime() < midnight) break;
    slice.push(ids[index]!);
  }
  return slice;
}

function nextSliceSize(size: number, examined: number, tookMs: number): number {
  if (tookMs > searchStepMs) return Math.max(1, Math.floor(size / 2));
  const wasFull = examined === size;
  return wasFull && tookMs < searchStepMs / 4 ? Math.min(size * 2, largestSearchStep) : size;
}

/** The newest ids by the one index that fits best; what that index cannot tell is left to {@link readMatches}. */
async function readCandidates(
  pool: pg.Pool,
  filter: AuditFilter,
  range: IdRange,
  limit: number,
): Promise<string[]> {
  const values: unknown[] = [range.low, range.high, limit];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const found = await pool.query<{ id: string }>(candidatesSql(filter, bind), values);
  return found.rows.map((row) => row.id);
}

function candidatesSql(filter: AuditFilter, bind: Bind): string {
  const newest = 'order by id desc limit $3';
  const within = 'id >= $1 and id < $2';
  switch (sourceFor(filter)) {
    case 'requestId':
      return byRequestId(filter.requestId!, bind, within, newest);
    case 'user':
      return `select id from audit_request where api_user_id = ${bind(userOf(filter))} and ${within} ${newest}`;
    case 'failures': {
      const conditions = [isFailure, ...outcomeConditions(filter, bind), within].join(' and ');
      return `select id from audit_response s where ${conditions} ${newest}`;
    }
    case 'all':
      return `select id from audit_request where ${within} ${newest}`;
  }
}

function byRequestId(requestId: string, bind: Bind, within: string, newest: string): string {
  const ownId = isUuid(requestId)
    ? `union select id from audit_request where id = ${bind(requestId)} and ${within}`
    : '';
  // Materialized, or the planner may read the whole log in id order in the hope of an early match.
  return `with found as materialized (
      select id from audit_request where client_request_id = ${bind(storable(requestId))} and ${within}
      ${ownId}
    ) select id from found ${newest}`;
}

async function readMatches(
  pool: pg.Pool,
  filter: AuditFilter,
  candidates: readonly string[],
  collation: string,
): Promise<string[]> {
  // The bounds let the planner leave out all other partitions; given twice, the ids find answers without a scan.
  const values: unknown[] = [candidates, candidates.at(-1), candidates[0]];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const conditions = remainingConditions(filter, bind, collation);
  const found = await pool.query<{ id: string }>(
    `select r.id from audit_request r
       left join audit_response s on s.id = r.id and s.id = any($1::uuid[]) and s.id between $2 and $3
     where r.id = any($1::uuid[]) and r.id between $2 and $3 and ${conditions.join(' and ')}
     order by r.id desc`,
    values,
  );
  return found.rows.map((row) => row.id);
}

function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

/**
 * A database in the locale "C" tells upper from lower case for ASCII only. PostgreSQL 17 brings a collation that knows
 * all letters; older servers have ICU, unless they were built without it.
 */
async function caseFoldingCollation(pool: pg.Pool): Promise<string> {
  const found = await pool.query<{ collname: string }>(
    `select collname from pg_collation where collname in ('pg_c_utf8', 'und-x-icu')
       and collnamespace = 'pg_catalog'::regnamespace order by collname limit 1`,
  );
  const name = found.rows[0]?.collname;
  return name === undefined ? '' : `collate "${name}"`;
}
