import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { changesBetween } from '../../admin-events/field-changes.ts';
import { NotFound } from '../../http/domain-error.ts';
import type { CommandResult } from '../commands/hermes-command.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import type { SqliteRow } from '../sqlite/sqlite-work.ts';
import { isDelegated, type StateColumns } from './session-columns.ts';
import { numberOf, textOf } from './session-values.ts';
import { NotChanged, StateUnreadable } from './sessions.errors.ts';
import type { SessionChange } from './sessions.contract.ts';
import { StateDatabase } from './state-database.ts';

/** Of a session before and after a verb. */
export interface SessionState {
  readonly id: string;
  readonly title: string | null;
  readonly source: string;
  /** In seconds since 1970. */
  readonly startedAt: number;
  readonly isOpen: boolean;
  readonly isArchived: boolean;
  readonly messages: number;
}

/**
 * Changes sessions through verbs of the `hermes` command, which know what else belongs to a session. They exit with 0
 * whatever happened, so what counts is what the database says afterwards.
 */
@Injectable()
export class SessionVerbs {
  constructor(
    private readonly command: HermesCommand,
    private readonly database: StateDatabase,
  ) {}

  /** Throws `NotFound`, `HermesUnavailable` and {@link NotChanged}, such as when another session has the title. */
  async rename(profile: string, id: string, title: string): Promise<SessionChange> {
    const before = await this.require(profile, id);
    describeCall({
      target: { kind: 'hermes_session', id, name: before.title ?? id },
      changes: changesBetween({ title: before.title }, { title }),
    });
    const result = await this.command.run(profile, ['sessions', 'rename', id, title]);
    const after = await this.find(profile, [id]);
    if (after[0]?.title !== title) throw new NotChanged(outputOf(result));
    return { ids: [id], messages: 0, output: outputOf(result) };
  }

  /** With the work it delegated, as Hermes does. Throws as {@link rename} does. */
  async delete(profile: string, id: string): Promise<SessionChange> {
    const before = await this.require(profile, id);
    const family = [before, ...(await this.delegatedBy(profile, id))];
    const messages = family.reduce((sum, session) => sum + session.messages, 0);
    describeCall({
      target: { kind: 'hermes_session', id, name: before.title ?? id },
      changes: changesBetween({ sessions: family.length, messages }, undefined),
    });
    const result = await this.command.run(profile, ['sessions', 'delete', id, '--yes']);
    const left = await this.find(
      profile,
      family.map((session) => session.id),
    );
    if (left.some((session) => session.id === id)) throw new NotChanged(outputOf(result));
    const gone = family.filter((session) => !left.some((other) => other.id === session.id));
    return {
      ids: gone.map((session) => session.id),
      messages: gone.reduce((sum, session) => sum + session.messages, 0),
      output: outputOf(result),
    };
  }

  /** The sessions of these ids that are there. Throws {@link StateUnreadable}. */
  async find(profile: string, ids: readonly string[]): Promise<readonly SessionState[]> {
    const found = await this.database.read(profile, ({ s }) => ({
      sessions: {
        sql: `${stateFields(s)} from json_each(?1) wanted join sessions s on s.id = wanted.value`,
        params: [JSON.stringify(ids)],
        maxRows: 20_000,
      },
    }));
    if (found.status === 'unreadable')
      throw new StateUnreadable(this.database.fileOf(profile), found.reason);
    return found.status === 'present' ? found.value.sessions.rows.map(stateOf) : [];
  }

  /** Throws `NotFound` and {@link StateUnreadable}. */
  async require(profile: string, id: string): Promise<SessionState> {
    const [session] = await this.find(profile, [id]);
    if (!session) throw new NotFound(`The session ${id.slice(0, 100)}`);
    return session;
  }

  private async delegatedBy(profile: string, id: string): Promise<readonly SessionState[]> {
    const found = await this.database.read(profile, (columns) => ({
      children: {
        sql: `${stateFields(columns.s)} from sessions s where ${columns.s('parent_session_id')} = ?1 and ${isDelegated(columns)}`,
        params: [id],
      },
    }));
    return found.status === 'present' ? found.value.children.rows.map(stateOf) : [];
  }
}

const stateFields = (s: StateColumns['s']) =>
  `select s.id, s.source, s.started_at, ${s('title')} as title, ${s('archived')} as archived,
    ${s('ended_at')} is null as is_open,
    (select count(*) from messages where session_id = s.id) as messages`;

const stateOf = (row: SqliteRow): SessionState => ({
  id: String(row.id),
  title: textOf(row.title),
  source: String(row.source),
  startedAt: numberOf(row.started_at),
  isOpen: numberOf(row.is_open) !== 0,
  isArchived: numberOf(row.archived) !== 0,
  messages: numberOf(row.messages),
});

/** What a command said, in both of its outputs. */
export function outputOf({ stdout, stderr, timedOut }: CommandResult): string {
  const late = timedOut ? 'The command took too long and was ended.\n' : '';
  return `${stdout}${stderr}${late}`.trim();
}
