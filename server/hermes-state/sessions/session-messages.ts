import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NotFound } from '../../http/domain-error.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import type { SqliteStatement, SqliteValue } from '../sqlite/sqlite-work.ts';
import { sourceOf } from '../state-file.ts';
import type { StateColumns } from './session-columns.ts';
import { readCursor, writeCursor } from './session-cursor.ts';
import { messageOf, mostPartBytes, mostTextBytes } from './transcript-message.ts';
import { numberOf } from './session-values.ts';
import { StateDatabase } from './state-database.ts';
import type { Transcript, TranscriptMessage, TranscriptQuery } from './sessions.contract.ts';

const cursorSchema = z.number().int();
const mostReasoning = 65_536;
/** Messages in front of the one that is looked for. */
const before = 10;

/** What was said in a session, oldest first. */
@Injectable()
export class SessionMessages {
  constructor(
    private readonly database: StateDatabase,
    private readonly secrets: KnownSecrets,
  ) {}

  /** One page. Throws `NotFound` for a session that is not there, and `InvalidRequest`. */
  async read(id: string, { profile, limit, ...query }: TranscriptQuery): Promise<Transcript> {
    const after = readCursor(query.cursor, cursorSchema);
    const found = await this.database.read(profile, (columns) => ({
      session: { sql: 'select 1 from sessions where id = ?1', params: [id] },
      counts: countStatement(columns, id),
      earlier: earlierStatement(columns, id, query, after),
      messages: messagesStatement(columns, id, { ...query, limit, after }),
    }));
    const file = sourceOf(this.database.fileOf(profile), found);
    if (found.status !== 'present')
      return { file, items: [], nextCursor: null, hiddenCount: 0, hasEarlier: false };
    const { session, counts, earlier, messages } = found.value;
    if (session.rows.length === 0) throw new NotFound(`The session ${id.slice(0, 100)}`);
    const mask = await this.secrets.maskFor(profile);
    const rows = messages.rows.slice(0, limit);
    const isMore = messages.rows.length > limit || messages.isCut;
    return {
      file,
      items: rows.map((row) => messageOf(row, mask)),
      nextCursor: isMore && rows.length > 0 ? writeCursor(numberOf(rows.at(-1)!.id)) : null,
      hiddenCount: numberOf(counts.rows[0]?.hidden),
      hasEarlier: earlier.rows.length > 0,
    };
  }

  /** Every message of a session, what is hidden too, in pages that are read as they are wanted. */
  async *all(id: string, profile: string): AsyncGenerator<TranscriptMessage> {
    let cursor: string | undefined;
    do {
      const page = await this.read(id, { profile, limit: 500, hidden: 'true', cursor });
      yield* page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}

const isShown = ({ m }: StateColumns) => `coalesce(${m('active')}, 1) <> 0`;

function countStatement(columns: StateColumns, id: string): SqliteStatement {
  const sql = `select count(*) as hidden from messages m where m.session_id = ?1 and not ${isShown(columns)}`;
  return { sql, params: [id] };
}

/** Where a page of the session `?1` begins that shows the message `?2`: a few before it. */
function startOf(columns: StateColumns, hidden: boolean): string {
  const shown = hidden ? '' : `and ${isShown(columns)}`;
  return `(select coalesce(min(id), ?2) from (select m.id from messages m
    where m.session_id = ?1 and m.id <= ?2 ${shown} order by m.id desc limit ${before + 1}))`;
}

type Wanted = Pick<TranscriptQuery, 'hidden' | 'around'>;

function earlierStatement(
  columns: StateColumns,
  id: string,
  { hidden, around }: Wanted,
  after: number | undefined,
): SqliteStatement {
  if (after !== undefined || around === undefined) return { sql: 'select 1 limit 0' };
  const shown = hidden ? '' : `and ${isShown(columns)}`;
  const sql = `select 1 from messages m where m.session_id = ?1 ${shown}
    and m.id < ${startOf(columns, hidden !== undefined)} limit 1`;
  return { sql, params: [id, around] };
}

function messagesStatement(
  columns: StateColumns,
  id: string,
  { hidden, around, limit, after }: Wanted & { limit: number; after: number | undefined },
): SqliteStatement {
  const { m } = columns;
  const params: SqliteValue[] = [id];
  const conditions = ['m.session_id = ?1', ...(hidden ? [] : [isShown(columns)])];
  if (after !== undefined) conditions.push(`m.id > ?${params.push(after)}`);
  else if (around !== undefined) {
    params.push(around);
    conditions.push(`m.id >= ${startOf(columns, hidden !== undefined)}`);
  }
  // As bytes: what is text ends for SQLite where its first NUL is, and Hermes begins lists of parts with one.
  const head = (column: string, most: number) => `substr(cast(${column} as blob), 1, ${most})`;
  const [text, parts] = [head('m.content', mostTextBytes), head('m.content', mostPartBytes)];
  const sql = `select m.id, m.role, m.timestamp, ${m('active')} as active, ${m('compacted')} as compacted,
      case when substr(cast(m.content as blob), 1, 6) = x'006a736f6e3a' then ${parts} else ${text} end as content,
      coalesce(length(cast(m.content as blob)), 0) as bytes,
      ${m('tool_call_id')} as tool_call_id, ${m('tool_name')} as tool_name,
      ${head(m('tool_calls'), mostTextBytes)} as tool_calls,
      ${head(`coalesce(${m('reasoning_content')}, ${m('reasoning')})`, mostReasoning)} as reasoning,
      ${m('finish_reason')} as finish_reason, ${m('token_count')} as token_count
    from messages m where ${conditions.join(' and ')} order by m.id limit ${limit + 1}`;
  return { sql, params, maxRows: limit + 1 };
}
