import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import type { AdminAction } from './admin-actions.contract.ts';
import type {
  AdminEventFilter,
  AdminEventListQuery,
  AdminEventPage,
  AdminEventView,
  FieldChange,
} from './admin-events.contract.ts';
import { eventColumns, eventOf, type EventRow } from './event-chain.ts';

/** Events in memory at once while a file is written. */
const batchSize = 1000;
const uuidShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What administrators did, newest first. */
@Injectable()
export class AdminEventLog {
  constructor(private readonly database: Database) {}

  async list(query: AdminEventListQuery): Promise<AdminEventPage> {
    const found = await this.read(query, query.cursor, query.limit + 1);
    const items = found.slice(0, query.limit);
    const hasMore = found.length > items.length;
    return { items, nextCursor: hasMore ? String(items.at(-1)!.sequence) : null };
  }

  /** Every event that matches, until `signal` is aborted. */
  async *events(filter: AdminEventFilter, signal: AbortSignal): AsyncGenerator<AdminEventView> {
    let cursor: number | undefined;
    while (!signal.aborted) {
      const batch = await this.read(filter, cursor, batchSize);
      yield* batch;
      if (batch.length < batchSize) return;
      cursor = batch.at(-1)!.sequence;
    }
  }

  /** What was done to one thing, the newest first. */
  async successesOn(
    target: { readonly kind: string; readonly id: string },
    limit: number,
  ): Promise<AdminEventView[]> {
    const found = await this.database.console.query<EventRow>(
      `select ${eventColumns} from admin_event
       where target_id = $1 and target_kind = $2 and status < 400 order by sequence desc limit $3`,
      [target.id, target.kind, limit],
    );
    return found.rows.map(toView);
  }

  /**
   * How often an action went well and was refused on each of the last days (UTC), oldest first, today included. Refusals
   * with one of the `unlike` error codes are part of the ordinary way and not counted.
   */
  async byDay(
    action: AdminAction,
    days: number,
    unlike: readonly string[] = [],
  ): Promise<{ day: string; succeeded: number; refused: number }[]> {
    const found = await this.database.console.query<{
      day: string;
      succeeded: number;
      refused: number;
    }>(
      `select to_char(d.day, 'YYYY-MM-DD') as day,
         count(e.sequence) filter (where e.status < 400)::integer as succeeded,
         count(e.sequence) filter (where e.status >= 400
           and not coalesce(e.error_code, '') = any($3))::integer as refused
       from generate_series(
         date_trunc('day', now() at time zone 'utc') - ($2::integer - 1) * interval '1 day',
         date_trunc('day', now() at time zone 'utc'), interval '1 day') d(day)
       left join admin_event e on e.action = $1
         and e.at >= d.day at time zone 'utc' and e.at < (d.day + interval '1 day') at time zone 'utc'
       group by d.day order by d.day`,
      [action, days, unlike],
    );
    return found.rows;
  }

  /** When the first event was recorded, ISO 8601. */
  async recordedSince(): Promise<string | null> {
    const found = await this.database.console.query<{ at: Date }>(
      'select at from admin_event order by sequence limit 1',
    );
    return found.rows[0]?.at.toISOString() ?? null;
  }

  private async read(
    filter: AdminEventFilter,
    before: number | undefined,
    limit: number,
  ): Promise<AdminEventView[]> {
    const values: unknown[] = [];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const conditions = conditionsOf(filter, bind);
    if (before !== undefined) conditions.push(`sequence < ${bind(before)}`);
    const found = await this.database.console.query<EventRow>(
      `select ${eventColumns} from admin_event
       ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
       order by sequence desc limit ${bind(limit)}`,
      values,
    );
    return found.rows.map(toView);
  }
}

function conditionsOf(filter: AdminEventFilter, bind: (value: unknown) => string): string[] {
  const { actor, action, target, targetKind, outcome, from, to, text } = filter;
  const conditions: string[] = [];
  if (actor !== undefined)
    conditions.push(
      uuidShape.test(actor)
        ? `actor_id = ${bind(actor)}`
        : `lower(actor_name) = lower(${bind(actor)})`,
    );
  if (action !== undefined)
    conditions.push(
      action.includes('.')
        ? `action = ${bind(action)}`
        : `(action = ${bind(action)} or action like ${bind(`${escapeWildcards(action)}.%`)})`,
    );
  if (targetKind !== undefined) conditions.push(`target_kind = ${bind(targetKind)}`);
  if (target !== undefined)
    conditions.push(
      `(target_id = ${bind(target)} or target_name ilike ${bind(`%${escapeWildcards(target)}%`)})`,
    );
  if (outcome === 'ok') conditions.push('status < 400');
  if (outcome === 'refused') conditions.push('status between 400 and 499');
  if (outcome === 'failed') conditions.push('status >= 500');
  if (from !== undefined) conditions.push(`at >= ${bind(from)}`);
  if (to !== undefined) conditions.push(`at < ${bind(to)}`);
  if (text !== undefined)
    conditions.push(`${searched} ilike ${bind(`%${escapeWildcards(text)}%`)}`);
  return conditions;
}

const searched = `concat_ws(' ', actor_name, action, target_kind, target_id, target_name, changes, address,
  error_code, request_id, request)`;

function escapeWildcards(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function toView(row: EventRow): AdminEventView {
  const event = eventOf(row);
  const { status } = event;
  return {
    sequence: event.sequence,
    at: event.at,
    actor:
      event.actorName === null
        ? null
        : { id: event.actorId, name: event.actorName, role: event.actorRole },
    address: event.address,
    userAgent: event.userAgent,
    action: event.action,
    target:
      event.targetKind === null
        ? null
        : { kind: event.targetKind, id: event.targetId, name: event.targetName },
    changes: changesOf(event.changes),
    outcome: status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed',
    status,
    errorCode: event.errorCode,
    requestId: event.requestId,
    request: event.request,
    hash: row.hash.toString('hex'),
  };
}

/** Somebody who got past the trigger may have left anything here; the list must show it all the same. */
function changesOf(text: string): FieldChange[] {
  try {
    const changes: unknown = JSON.parse(text);
    if (Array.isArray(changes)) return changes as FieldChange[];
  } catch {
    // Shown as it is.
  }
  return [{ field: '(unreadable)', after: text }];
}
