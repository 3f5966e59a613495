import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SqliteStatement } from '../sqlite/sqlite-work.ts';
import { sourceOf } from '../state-file.ts';
import type { StateColumns } from './session-columns.ts';
import { readCursor, writeCursor } from './session-cursor.ts';
import { numberOf, textOf } from './session-values.ts';
import { listStatement, sessionOf } from './sessions-list.ts';
import { StateDatabase } from './state-database.ts';
import type { SessionListQuery, SessionPage, SessionStats } from './sessions.contract.ts';

const cursorSchema = z.tuple([z.number(), z.string()]);
/** Of the names to filter by. */
const mostNames = 200;

/** The sessions of a profile as Hermes lists them. */
@Injectable()
export class SessionsReader {
  constructor(
    private readonly database: StateDatabase,
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
    private readonly command: HermesCommand,
  ) {}

  /** One page, newest activity first. Throws `NotFound` and `InvalidRequest`. */
  async list({ profile, limit, ...query }: SessionListQuery): Promise<SessionPage> {
    const cursor = readCursor(query.cursor, cursorSchema);
    const found = await this.database.read(profile, (columns) => ({
      page: listStatement(columns, query, { limit, cursor }),
    }));
    const file = sourceOf(this.database.fileOf(profile), found);
    if (found.status !== 'present') return { file, items: [], nextCursor: null, total: 0 };
    const { rows } = found.value.page;
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const mask = await this.secrets.maskFor(profile);
    return {
      file,
      items: shown.map((row) => sessionOf(row, mask)),
      nextCursor:
        last && rows.length > limit ? writeCursor([Number(last.last_active), last.id]) : null,
      total: numberOf(rows[0]?.total),
    };
  }

  /** How much there is, and the names to filter by. */
  async stats(profile: string): Promise<SessionStats> {
    const found = await this.database.read(profile, statsStatements);
    const path = this.database.fileOf(profile);
    const facts = await this.home.facts('hermes', path);
    const bytes = facts.status === 'present' ? facts.value.bytes : null;
    const file = sourceOf(path, found);
    const readOnlyReason = this.command.unavailableReason;
    if (found.status !== 'present') return { ...noStats, file, bytes, readOnlyReason };
    const { counts, version, sources, models } = found.value;
    const names = (rows: typeof sources.rows) =>
      rows.map(({ name, sessions }) => ({ name: String(name), sessions: numberOf(sessions) }));
    return {
      file,
      bytes,
      schemaVersion: version.rows[0] ? numberOf(version.rows[0].version) : null,
      sessions: numberOf(counts.rows[0]?.sessions),
      archived: numberOf(counts.rows[0]?.archived),
      messages: numberOf(counts.rows[0]?.messages),
      sources: names(sources.rows),
      models: names(models.rows.filter(({ name }) => textOf(name ?? null) !== null)),
      readOnlyReason,
    };
  }
}

const noStats = {
  schemaVersion: null,
  sessions: 0,
  archived: 0,
  messages: 0,
  sources: [],
  models: [],
} satisfies Partial<SessionStats>;

function statsStatements({
  s,
  schema,
}: StateColumns): Record<'counts' | 'version' | 'sources' | 'models', SqliteStatement> {
  const byName = (name: string): SqliteStatement => ({
    sql: `select ${name} as name, count(*) as sessions from sessions s group by 1 order by 2 desc, 1`,
    maxRows: mostNames,
  });
  const hasVersion = schema.schema_version?.includes('version');
  return {
    counts: {
      sql: `select count(*) as sessions, total(coalesce(${s('archived')}, 0) <> 0) as archived,
            (select count(*) from messages) as messages from sessions s`,
    },
    version: {
      sql: hasVersion
        ? 'select max(version) as version from schema_version'
        : 'select null limit 0',
    },
    sources: byName('s.source'),
    models: byName(s('model')),
  };
}
