import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { describeCall, recordCallWith } from '../admin-events/admin-call.ts';
import { changesBetween } from '../admin-events/field-changes.ts';
import type { SignedIn } from '../auth/session-user.ts';
import { Database } from '../database/database.ts';
import { isDuplicate } from '../database/unique-violation.ts';
import { NotFound } from '../http/domain-error.ts';
import {
  mostSavedViews,
  type changeSavedViewSchema,
  type createSavedViewSchema,
  type SavedView,
  type SavedViewList,
} from './saved-views.contract.ts';
import { SavedViewNameTaken, SharingIsForAdmins, TooManySavedViews } from './saved-views.errors.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly page: string;
  readonly query: string;
  readonly shared: boolean;
  readonly owner_id: string;
  readonly owner_name: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const views = `select v.id, v.name, v.page, v.query, v.shared, v.administrator_id as owner_id,
    a.display_name as owner_name, v.created_at, v.updated_at
  from saved_view v join administrator a on a.id = v.administrator_id`;

/**
 * Filters that people keep under a name. Somebody else's view that is not shared does not exist, whoever asks: every
 * method throws {@link NotFound} for it.
 */
@Injectable()
export class SavedViews {
  constructor(private readonly database: Database) {}

  async list(user: SignedIn, page: string | undefined): Promise<SavedViewList> {
    const found = await this.database.console.query<Row>(
      `${views} where (v.administrator_id = $1 or v.shared) and ($2::text is null or v.page = $2)
       order by lower(v.name), v.id`,
      [user.administratorId, page ?? null],
    );
    return { items: found.rows.map((row) => toView(row, user)) };
  }

  /** Throws {@link SavedViewNameTaken}, {@link TooManySavedViews} and {@link SharingIsForAdmins}. */
  async create(
    user: SignedIn,
    request: z.output<typeof createSavedViewSchema>,
  ): Promise<SavedView> {
    const { name, page, query, shared } = request;
    const id = uuidv7();
    describeCall({
      target: { kind: 'saved_view', id, name },
      changes: changesBetween(undefined, request),
    });
    if (shared) this.mustBeAdmin(user);
    return this.naming(name, async (manager) => {
      // The row of its owner is locked, so that two requests at once do not pass the bound together.
      await manager.query('select from administrator where id = $1 for no key update', [
        user.administratorId,
      ]);
      const [{ count }] = await manager.query<[{ count: number }]>(
        'select count(*)::integer as count from saved_view where administrator_id = $1',
        [user.administratorId],
      );
      if (count >= mostSavedViews) throw new TooManySavedViews();
      await manager.query(
        'insert into saved_view (id, administrator_id, page, name, query, shared) values ($1, $2, $3, $4, $5, $6)',
        [id, user.administratorId, page, name, query, shared],
      );
      return this.recorded(manager, user, id);
    });
  }

  /** Throws {@link SavedViewNameTaken} and {@link SharingIsForAdmins}. */
  async change(
    user: SignedIn,
    id: string,
    change: z.output<typeof changeSavedViewSchema>,
  ): Promise<SavedView> {
    return this.naming(change.name, async (manager) => {
      const before = await this.lock(manager, user, id);
      const after = { ...before, ...change };
      if (before.shared || after.shared) this.mustBeAdmin(user);
      describeCall({ changes: changesBetween(fieldsOf(before), fieldsOf(after)) });
      await manager.query(
        'update saved_view set name = $2, query = $3, shared = $4, updated_at = now() where id = $1',
        [id, after.name, after.query, after.shared],
      );
      return this.recorded(manager, user, id);
    });
  }

  /** One's own, whoever one is; a shared one of somebody else throws {@link SharingIsForAdmins} for a viewer. */
  async remove(user: SignedIn, id: string): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      const view = await this.lock(manager, user, id);
      if (view.owner_id !== user.administratorId) this.mustBeAdmin(user);
      describeCall({ changes: changesBetween(fieldsOf(view), undefined) });
      await manager.query('delete from saved_view where id = $1', [id]);
      await recordCallWith(manager);
    });
  }

  private async lock(manager: EntityManager, user: SignedIn, id: string): Promise<Row> {
    const [row] = await manager.query<Row[]>(
      `${views} where v.id = $1 and (v.administrator_id = $2 or v.shared) for update of v`,
      [id, user.administratorId],
    );
    if (row === undefined) throw new NotFound('The saved view');
    describeCall({ target: { kind: 'saved_view', id: row.id, name: row.name } });
    return row;
  }

  private async recorded(manager: EntityManager, user: SignedIn, id: string): Promise<SavedView> {
    const [row] = await manager.query<Row[]>(`${views} where v.id = $1`, [id]);
    await recordCallWith(manager);
    return toView(row!, user);
  }

  private mustBeAdmin({ role }: SignedIn): void {
    if (role !== 'admin') throw new SharingIsForAdmins();
  }

  /** A transaction that gives a name; the database alone can say whether it is free. */
  private async naming<T>(
    name: string | undefined,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.database.dataSource.transaction(work);
    } catch (error) {
      throw isDuplicate(error, 'saved_view_name') ? new SavedViewNameTaken(name ?? '') : error;
    }
  }
}

/** What events tell about a view. */
function fieldsOf({ name, page, query, shared }: Row) {
  return { name, page, query, shared };
}

function toView(row: Row, { administratorId }: SignedIn): SavedView {
  return {
    id: row.id,
    name: row.name,
    page: row.page,
    query: row.query,
    shared: row.shared,
    owner: { id: row.owner_id, name: row.owner_name },
    isMine: row.owner_id === administratorId,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
