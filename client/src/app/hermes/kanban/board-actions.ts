import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type { KanbanBoard } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { Confirm } from '../../ui/confirm';
import { formatCount } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { verbCall } from '../../ui/time-limit';
import { Toasts } from '../../ui/toasts';
import { BoardDialog } from './board-dialog';
import { KanbanStore } from './kanban-store';
import { TaskDialog, type TaskDialogData } from './task-dialog';

const base = '/api/admin/hermes/kanban/boards';

/** Boards and tasks are made here; boards are renamed, made current and removed. */
@Injectable()
export class BoardActions {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly store = inject(KanbanStore);
  private readonly toasts = inject(Toasts);

  show(board: string): void {
    void this.router.navigate([], {
      queryParams: {
        board: board === 'default' ? null : board,
        task: null,
        assignee: null,
        tenant: null,
      },
      queryParamsHandling: 'merge',
    });
  }

  async createTask(): Promise<void> {
    const data: TaskDialogData = {
      board: this.store.view().board,
      profiles: this.store.profiles(),
      tenants: this.store.shown()?.tenants ?? [],
      tasks: this.store.tasks().map(({ id, title }) => ({ id, title })),
    };
    const opened = this.dialog.open<TaskDialog, TaskDialogData, { id: string; title: string }>(
      TaskDialog,
      { data, width: '36rem' },
    );
    const made = await firstValueFrom(opened.afterClosed());
    if (made !== undefined) this.toasts.succeeded(`Made “${made.title}” (${made.id}).`);
    this.store.reload();
  }

  async createBoard(): Promise<void> {
    const slug = await this.open(undefined);
    this.store.reload();
    if (slug === undefined) return;
    this.toasts.succeeded(`Made the board ${slug}.`);
    this.show(slug);
  }

  async rename(board: KanbanBoard): Promise<void> {
    const slug = await this.open(board);
    if (slug !== undefined) this.toasts.succeeded(`Renamed the board ${slug}.`);
    this.store.reload();
  }

  async makeCurrent({ slug, name }: KanbanBoard): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Make ${name} the current board?`,
      consequences: [
        'The hermes command and agents that name no board work on it from now on. This page shows whichever board you choose, all the same.',
      ],
      affected: ['File kanban/current', `hermes -p default kanban boards switch ${slug}`],
      confirm: 'Make current',
    });
    if (confirmed)
      await this.try(`${name} is the current board now.`, 'The current board stays.', () =>
        firstValueFrom(this.http.post(`${base}/${slug}/switch`, {}, { context: verbCall() })),
      );
  }

  async remove({ slug, name, total }: KanbanBoard): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Remove the board ${name}?`,
      consequences: [
        'Hermes moves its folder to kanban/boards/_archived. No verb puts it back: somebody has to move the folder by hand.',
      ],
      affected: [formatCount(total, 'task'), `hermes -p default kanban boards rm ${slug}`],
      confirm: 'Remove board',
      isDangerous: true,
      typedName: slug,
    });
    if (!confirmed) return;
    const isGone = await this.try(`Removed the board ${name}.`, 'The board was not removed.', () =>
      firstValueFrom(this.http.delete(`${base}/${slug}`, { context: verbCall() })),
    );
    if (isGone) this.show('default');
  }

  /** Who closes it without an answer may have made or renamed one all the same. */
  private open(board: KanbanBoard | undefined): Promise<string | undefined> {
    const opened = this.dialog.open<BoardDialog, KanbanBoard | undefined, string>(BoardDialog, {
      data: board,
      width: '32rem',
    });
    return firstValueFrom(opened.afterClosed());
  }

  private async try(done: string, failed: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.toasts.succeeded(done);
      return true;
    } catch (error) {
      this.toasts.failed(failed, problemOf(error));
      return false;
    } finally {
      this.store.reload();
    }
  }
}
