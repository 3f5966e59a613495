import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { advisoryLocks } from '../database/advisory-locks.ts';

/** What an event says, as it is stored; `null` where there is nothing to say. */
export interface EventContent {
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly actorRole: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly action: string;
  readonly targetKind: string | null;
  readonly targetId: string | null;
  readonly targetName: string | null;
  /** JSON. */
  readonly changes: string;
  readonly status: number;
  readonly errorCode: string | null;
  readonly requestId: string | null;
  readonly request: string | null;
}

/** An event in its place. */
export interface ChainedEvent extends EventContent {
  readonly sequence: number;
  /** ISO 8601, to the millisecond. */
  readonly at: string;
}

/** Before the first event. */
export const genesis = Buffer.alloc(32);

/** In the order of the columns; the hash is last. */
const fields = [
  'sequence',
  'at',
  'actorId',
  'actorName',
  'actorRole',
  'address',
  'userAgent',
  'action',
  'targetKind',
  'targetId',
  'targetName',
  'changes',
  'status',
  'errorCode',
  'requestId',
  'request',
] as const satisfies readonly (keyof ChainedEvent)[];

/** The columns of `admin_event`, in the order of {@link ChainedEvent} with its hash. */
export const eventColumns = [...fields.map(columnOf), 'hash'].join(', ');

const insertEvent = `insert into admin_event (${eventColumns})
  values (${[...fields, 'hash'].map((_, index) => `$${index + 1}`).join(', ')})`;

/** SHA-256 over the hash before and the event as JSON with its names in alphabetical order and no spaces. */
export function hashOf(previous: Buffer, event: ChainedEvent): Buffer {
  const canonical = JSON.stringify(event, [...fields].sort());
  return createHash('sha256').update(previous).update(canonical).digest();
}

/**
 * Appends an event within the caller's transaction, which should end right after: the lock on the chain's end is held
 * until then. Taken last, it can never be part of a deadlock. The transaction must not be REPEATABLE READ, or it would
 * not see the newest event.
 */
export async function appendEvent(manager: EntityManager, content: EventContent): Promise<void> {
  await manager.query('select pg_advisory_xact_lock($1)', [advisoryLocks.adminEvents]);
  // A statement of its own: the snapshot of the one above is older than the lock.
  const [end] = await manager.query<{ at: Date; sequence: string | null; hash: Buffer | null }[]>(
    `select date_trunc('milliseconds', clock_timestamp()) as at, last.sequence, last.hash from (select) one
     left join (select sequence, hash from admin_event order by sequence desc limit 1) last on true`,
  );
  const event: ChainedEvent = {
    ...content,
    sequence: Number(end!.sequence ?? 0) + 1,
    at: end!.at.toISOString(),
  };
  const hash = hashOf(end!.hash ?? genesis, event);
  await manager.query(insertEvent, [...fields.map((field) => event[field]), hash]);
}

/** What a row of `admin_event` holds. */
export type EventRow = Record<string, unknown> & {
  readonly sequence: string;
  readonly at: Date;
  readonly hash: Buffer;
};

export function eventOf(row: EventRow): ChainedEvent {
  const entries = fields.map((field) => [field, row[columnOf(field)]]);
  return {
    ...(Object.fromEntries(entries) as ChainedEvent),
    sequence: Number(row.sequence),
    at: row.at.toISOString(),
  };
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
