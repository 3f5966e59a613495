import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { KnownSecrets } from '../commands/known-secrets.ts';
import type { SqliteRow, SqliteStatement, SqliteValue } from '../sqlite/sqlite-work.ts';
import { sourceOf, type StateFile } from '../state-file.ts';
import { planSearch, type SearchPlan } from './search-words.ts';
import type { StateColumns } from './session-columns.ts';
import { readCursor, writeCursor } from './session-cursor.ts';
import { numberOf, textOf, timeOf } from './session-values.ts';
import { sessionConditions } from './sessions-list.ts';
import { StateDatabase } from './state-database.ts';
import type { SessionHit, SessionSearch, SessionSearchQuery } from './sessions.contract.ts';

const cursorSchema = z.number().int();
/** Begin and end of a match within a snippet: characters nobody writes. */
const [open, close] = ['\u{e000}', '\u{e001}'];
/** Characters around the first match. */
const around = 80;
const mostTitles = 20;

type Found = Record<'messages' | 'titles', { readonly rows: readonly SqliteRow[] }>;

/** Looks through every message of a profile, newest first; on the first page also for titles and ids. */
@Injectable()
export class SessionsSearch {
  constructor(
    private readonly database: StateDatabase,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` and `InvalidRequest`. */
  async search(query: SessionSearchQuery): Promise<SessionSearch> {
    const { profile, limit } = query;
    const before = readCursor(query.cursor, cursorSchema);
    let plan: SearchPlan = { method: 'scan', words: [] };
    const ask = (isIndexUsable: boolean) =>
      this.database.read(profile, (columns): Record<'messages' | 'titles', SqliteStatement> => {
        const { schema } = columns;
        plan = planSearch(query.search, {
          words: isIndexUsable && schema.messages_fts !== undefined,
          letters: isIndexUsable && schema.messages_fts_trigram !== undefined,
        });
        return {
          messages: messagesStatement(columns, query, plan, before),
          titles: titlesStatement(columns, query, before === undefined),
        };
      });
    let found: StateFile<Found> = await ask(true);
    // The index may be damaged, or need a tokenizer that is not here; the messages themselves are sound.
    if (found.status === 'unreadable' && ['damaged', 'too_old', 'io_error'].includes(found.reason))
      found = await ask(false);
    const file = sourceOf(this.database.fileOf(profile), found);
    if (found.status !== 'present') return { file, items: [], nextCursor: null, method: 'scan' };
    const { messages, titles } = found.value;
    const mask = await this.secrets.maskFor(profile);
    const shown = messages.rows.slice(0, limit);
    const isMore = messages.rows.length > limit;
    return {
      file,
      method: plan.method,
      items: [...titles.rows, ...shown].map((row) => hitOf(row, plan.words, mask)),
      nextCursor: isMore ? writeCursor(numberOf(shown.at(-1)?.message_id)) : null,
    };
  }
}

function messagesStatement(
  columns: StateColumns,
  query: SessionSearchQuery,
  plan: SearchPlan,
  before: number | undefined,
): SqliteStatement {
  const params: SqliteValue[] = [];
  const bind = (value: SqliteValue) => `?${params.push(value)}`;
  const { s, m } = columns;
  const table = plan.method === 'letters' ? 'messages_fts_trigram' : 'messages_fts';
  const text = `coalesce(m.content, '')`;
  const isIndexed = plan.method !== 'scan';
  const snippet = isIndexed
    ? `snippet(${table}, -1, '${open}', '${close}', '…', 24)`
    : `substr(${text}, max(1, instr(lower(${text}), lower(${bind(plan.words[0] ?? '')})) - ${around}), ${2 * around + 80})`;
  const conditions = [
    ...(isIndexed
      ? [`${table} match ${bind(plan.match!)}`]
      : plan.words.map((word) => `m.content like ${bind(likePattern(word))} escape '\\'`)),
    ...(plan.words.length === 0 ? ['0'] : []),
    ...(m('active') === 'null' ? [] : ['m.active = 1']),
    ...(before === undefined ? [] : [`${isIndexed ? table : 'm'}.rowid < ${bind(before)}`]),
    ...sessionConditions(columns, query, bind),
    ...(query.from ? [`m.timestamp >= ${bind(Date.parse(query.from) / 1000)}`] : []),
    ...(query.to ? [`m.timestamp < ${bind(Date.parse(query.to) / 1000)}`] : []),
  ];
  const sql = `select m.id as message_id, m.session_id, m.role, m.timestamp, ${snippet} as snippet,
      ${s('title')} as title, s.source, ${s('model')} as model, s.started_at
    from ${isIndexed ? `${table} cross join messages m on m.id = ${table}.rowid` : 'messages m'}
    cross join sessions s on s.id = m.session_id
    where ${conditions.join(' and ')}
    order by ${isIndexed ? table : 'm'}.rowid desc limit ${bind(query.limit + 1)}`;
  return { sql, params, maxRows: query.limit + 1 };
}

/** Sessions whose title holds what was typed, or whose id begins with it. */
function titlesStatement(
  columns: StateColumns,
  query: SessionSearchQuery,
  isFirstPage: boolean,
): SqliteStatement {
  const params: SqliteValue[] = [];
  const bind = (value: SqliteValue) => `?${params.push(value)}`;
  const { s } = columns;
  const [text, limit] = [bind(likePattern(query.search)), bind(isFirstPage ? mostTitles : 0)];
  const beginning = bind(likePattern(query.search).slice(1));
  const conditions = [
    `(${s('title')} like ${text} escape '\\' or s.id like ${beginning} escape '\\')`,
    ...sessionConditions(columns, query, bind),
  ];
  const sql = `select s.id as session_id, ${s('title')} as title, s.source, ${s('model')} as model, s.started_at
    from sessions s where ${conditions.join(' and ')} order by s.started_at desc limit ${limit}`;
  return { sql, params, maxRows: mostTitles };
}

function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

function hitOf(
  row: SqliteRow,
  words: readonly string[],
  mask: (text: string) => string,
): SessionHit {
  return {
    sessionId: String(row.session_id),
    title: row.title === null || row.title === undefined ? null : mask(String(row.title)),
    source: String(row.source),
    model: textOf(row.model),
    startedAt: timeOf(row.started_at),
    messageId: row.message_id === undefined ? null : numberOf(row.message_id),
    role: textOf(row.role),
    at: timeOf(row.timestamp),
    snippet: snippetOf(textOf(row.snippet) ?? '', words, mask),
  };
}

/** Cuts a snippet where the index marked its matches, or where the words stand. With a secret in it, it is not cut. */
function snippetOf(
  marked: string,
  words: readonly string[],
  mask: (text: string) => string,
): SessionHit['snippet'] {
  const plain = marked.replaceAll(/[\u{e000}\u{e001}]/gu, '');
  const masked = mask(plain);
  const pieces =
    masked !== plain
      ? [masked]
      : plain !== marked
        ? marked.split(/[\u{e000}\u{e001}]/u)
        : words.length > 0
          ? plain.split(new RegExp(`(${words.map(literal).join('|')})`, 'giu'))
          : [plain];
  return pieces
    .map((text, index) => ({ text: text.replaceAll(/\s+/g, ' '), isMatch: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

/** A text as a pattern that matches nothing else. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
