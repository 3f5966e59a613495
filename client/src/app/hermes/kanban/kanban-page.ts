import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router } from '@angular/router';
import type { TaskCard } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { ProblemNote } from '../../ui/problem-note';
import { SearchBox } from '../../ui/search-box';
import { Skeleton } from '../../ui/skeleton';
import { StaleNote } from '../../ui/stale-note';
import { TimeStamp } from '../../ui/time-stamp';
import { FileProblem } from '../file-problem';
import { StateFileNote } from '../sessions/state-file-note';
import { BoardActions } from './board-actions';
import { BoardColumns } from './board-columns';
import { BulkBar } from './bulk-bar';
import { KanbanStore } from './kanban-store';
import { dispatcherTrouble, filterNames } from './kanban-view';
import { TaskActions } from './task-actions';
import { TaskPeek } from './task-peek';

/** The tasks that workers of Hermes take, board by board. */
@Component({
  selector: 'app-kanban-page',
  imports: [
    Banner,
    BoardColumns,
    BulkBar,
    EmptyState,
    FileProblem,
    FilterBar,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    ProblemNote,
    SearchBox,
    Skeleton,
    StaleNote,
    StateFileNote,
    TaskPeek,
    TimeStamp,
  ],
  templateUrl: './kanban-page.html',
  styleUrl: './kanban-page.css',
  providers: [KanbanStore, TaskActions, BoardActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KanbanPage {
  protected readonly store = inject(KanbanStore);
  protected readonly actions = inject(TaskActions);
  protected readonly boardActions = inject(BoardActions);
  private readonly router = inject(Router);
  private readonly isNarrow = peekTakesWindow();
  /** Of the address: the task that is open. */
  readonly task = input<string>();

  /** Another task is another panel: nothing of one is ever shown as the other. */
  protected readonly openIds = computed(() => {
    const id = this.task();
    return id === undefined || id === '' ? [] : [id];
  });
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.openIds().length > 0 && this.isNarrow());
  protected readonly isEmpty = computed(() => {
    const found = this.store.shown();
    return found !== undefined && found.columns.every(({ total }) => total === 0);
  });
  protected readonly trouble = computed(() => {
    const boards = this.store.boards.value();
    return boards && dispatcherTrouble(boards);
  });
  protected readonly summary = computed(() => {
    const total = this.store.described()?.total;
    const shared = 'Boards belong to the root of Hermes, not to a profile; a task is given to one';
    return total === undefined ? shared : `${formatCount(total, 'task')} on this board. ${shared}.`;
  });
  /** A board the address names and nobody has. */
  protected readonly isLost = computed(() => {
    const boards = this.store.boards.value()?.boards;
    return boards !== undefined && !boards.some(({ slug }) => slug === this.store.view().board);
  });

  protected search(text: string): void {
    this.go({ search: text || null });
  }

  protected showAll(): void {
    this.go(Object.fromEntries(filterNames.map((name) => [name, null])));
  }

  protected toggleLanes(): void {
    this.go({ lanes: this.store.view().hasLanes ? null : 'assignee' });
  }

  protected open({ id }: TaskCard): void {
    this.show(id);
  }

  protected show(id: string | null): void {
    this.go({ task: id, tab: null });
  }

  /** The one below or above in its column. */
  protected step(by: 1 | -1): void {
    const columns = this.store.shown()?.columns ?? [];
    const own = columns.find(({ tasks }) => tasks.some(({ id }) => id === this.task()));
    const at = own?.tasks.findIndex(({ id }) => id === this.task()) ?? -1;
    const next = at === -1 ? undefined : own?.tasks[at + by];
    if (next) this.go({ task: next.id });
  }

  private go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
