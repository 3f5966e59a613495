import { Injectable } from '@nestjs/common';
import { AdminEventLog } from '../admin-events/admin-event-log.ts';
import type { AdminEventView } from '../admin-events/admin-events.contract.ts';
import { fingerprint } from '../admin-events/field-changes.ts';
import { Database } from '../database/database.ts';
import { NotFound } from '../http/domain-error.ts';
import type { KeyHistory, KeyHistoryItem } from './key-history.contract.ts';

interface KeyRow {
  readonly hash: Buffer;
  readonly prefix: string;
  readonly last_four: string;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

/** The last ones; each would take an administrator some seconds. */
const mostEvents = 1000;

/** What became of an API user's keys: the keys say what there was, the events who did it. */
@Injectable()
export class ApiKeyHistory {
  constructor(
    private readonly database: Database,
    private readonly events: AdminEventLog,
  ) {}

  /** Throws {@link NotFound}. */
  async read(apiUserId: string): Promise<KeyHistory> {
    const id = apiUserId.toLowerCase();
    const [found, events, recordedSince] = await Promise.all([
      this.database.console.query<KeyRow>(
        `select k.hash, k.prefix, k.last_four, k.created_at, u.revoked_at
         from api_user u join api_key k on k.api_user_id = u.id where u.id = $1 order by k.created_at, k.id`,
        [id],
      ),
      this.events.successesOn({ kind: 'api_user', id }, mostEvents),
      this.events.recordedSince(),
    ]);
    const keys = found.rows;
    if (keys.length === 0) throw new NotFound('The API user');
    const items = [...madeKeys(keys, events), ...revocations(keys, events)];
    // Made in one step, a key comes before what happened to it.
    items.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return { items, recordedSince };
  }
}

function madeKeys(keys: readonly KeyRow[], events: readonly AdminEventView[]): KeyHistoryItem[] {
  return keys.map((key, index) => {
    const mark = fingerprint(key.hash);
    const event = events.find(({ changes }) =>
      changes.some(({ field, after, secret }) => field === 'key' && secret && after === mark),
    );
    return {
      kind: index === 0 ? 'created' : 'rotated',
      at: key.created_at.toISOString(),
      key: shown(key),
      by: event ? actorOf(event) : null,
    };
  });
}

function revocations(keys: readonly KeyRow[], events: readonly AdminEventView[]): KeyHistoryItem[] {
  const items = events.flatMap((event): KeyHistoryItem[] => {
    const change = event.changes.find(({ field }) => field === 'revokedAt');
    if (change === undefined || event.action === 'api_user.create') return [];
    const kind = change.after === null ? 'restored' : 'revoked';
    return [{ kind, at: event.at, key: keyAt(keys, event.at), by: actorOf(event) }];
  });
  const revokedAt = keys[0]!.revoked_at?.toISOString();
  const isRecorded = events.some(({ changes }) =>
    changes.some(({ field, after }) => field === 'revokedAt' && after === revokedAt),
  );
  if (revokedAt !== undefined && !isRecorded)
    items.push({ kind: 'revoked', at: revokedAt, key: keyAt(keys, revokedAt), by: null });
  return items;
}

function keyAt(keys: readonly KeyRow[], at: string): KeyHistoryItem['key'] {
  const time = Date.parse(at);
  return shown(keys.findLast(({ created_at }) => created_at.getTime() <= time) ?? keys[0]!);
}

function shown({ prefix, last_four }: KeyRow): KeyHistoryItem['key'] {
  return { prefix, lastFour: last_four };
}

function actorOf({ actor, address, sequence }: AdminEventView): KeyHistoryItem['by'] {
  return actor && { ...actor, address, sequence };
}
