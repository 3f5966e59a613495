import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { NotFound } from '../http/domain-error.ts';
import type { AdministratorList, AdministratorView } from './administrators.contract.ts';
import { countOfSessions } from './console-sessions.ts';

const overview = `
  select id, username, display_name, role, disabled_at, from_environment, totp_confirmed_at,
    password_change_required, created_at, updated_at, password_changed_at, last_login_at, version,
    ${countOfSessions('administrator.id')} as sessions
  from administrator`;

/** What {@link overview} answers. */
interface Row {
  readonly id: string;
  readonly username: string;
  readonly display_name: string;
  readonly role: AdministratorView['role'];
  readonly disabled_at: Date | null;
  readonly from_environment: boolean;
  readonly totp_confirmed_at: Date | null;
  readonly password_change_required: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly password_changed_at: Date;
  readonly last_login_at: Date | null;
  readonly version: number;
  readonly sessions: number;
}

/** Administrators as the console shows them. Reads only. */
@Injectable()
export class AdministratorsOverview {
  constructor(private readonly database: Database) {}

  async list(): Promise<AdministratorList> {
    const found = await this.database.console.query<Row>(`${overview} order by lower(username)`);
    return { items: found.rows.map(toView) };
  }

  /** Throws {@link NotFound}. */
  async get(id: string): Promise<AdministratorView> {
    const found = await this.database.console.query<Row>(`${overview} where id = $1`, [id]);
    const row = found.rows[0];
    if (row === undefined) throw new NotFound('The administrator');
    return toView(row);
  }
}

function toView(row: Row): AdministratorView {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    role: row.role,
    disabled: row.disabled_at !== null,
    fromEnvironment: row.from_environment,
    totpEnabled: row.totp_confirmed_at !== null,
    passwordChangeRequired: row.password_change_required,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    passwordChangedAt: row.password_changed_at.toISOString(),
    lastLoginAt: row.last_login_at?.toISOString() ?? null,
    sessions: row.sessions,
    version: row.version,
  };
}
