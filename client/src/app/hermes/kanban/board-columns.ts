import { CdkDrag, type CdkDragDrop, CdkDropList, CdkDropListGroup } from '@angular/cdk/drag-drop';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import type {
  BoardColumn,
  TaskCard as Task,
} from '../../../../../server/hermes-state/kanban/kanban.contract';
import { moveOf, statusWord } from '../../../../../server/hermes-state/kanban/task-moves.format';
import { formatNumber } from '../../ui/format';
import { ProfileMark } from '../../ui/profile-mark';
import { KanbanStore } from './kanban-store';
import { TaskActions } from './task-actions';
import { TaskCard } from './task-card';

/** The columns of a board, once or for each assignee. Cards are dragged, or moved by their menus and keys. */
@Component({
  selector: 'app-board-columns',
  imports: [CdkDrag, CdkDropList, CdkDropListGroup, ProfileMark, TaskCard],
  templateUrl: './board-columns.html',
  styleUrl: './board-columns.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BoardColumns {
  protected readonly store = inject(KanbanStore);
  private readonly actions = inject(TaskActions);

  /** Of the task that is open beside the board. */
  readonly openId = input<string>();
  readonly opened = output<Task>();

  protected readonly word = statusWord;
  protected readonly number = formatNumber;
  /** A finger that scrolls does not mean to drag. */
  protected readonly startDelay = { touch: 300, mouse: 0 };
  private readonly dragged = signal<Task | undefined>(undefined);
  /** Why what is dragged cannot go to a column, by column. */
  protected readonly refusals = computed(() => {
    const task = this.dragged();
    if (task === undefined) return new Map<string, string>();
    const columns = this.store.shown()?.columns ?? [];
    return new Map(
      columns.flatMap(({ status }) => {
        const move = moveOf(task.status, status);
        return 'refusal' in move && status !== task.status ? [[status, move.refusal]] : [];
      }),
    );
  });
  /** Columns that take little room; the same in all lanes, so that they stand below each other. */
  protected readonly empty = computed(() => {
    const columns = this.store.shown()?.columns ?? [];
    return new Set(columns.filter(({ tasks }) => tasks.length === 0).map(({ status }) => status));
  });
  /** Columns of which not all is shown: offered below the lanes. */
  protected readonly cut = computed(() =>
    (this.store.shown()?.columns ?? []).filter(({ total, tasks }) => total > tasks.length),
  );

  protected start(task: Task): void {
    this.dragged.set(task);
  }

  protected end(): void {
    this.dragged.set(undefined);
  }

  protected drop(event: CdkDragDrop<string, string, Task>): void {
    void this.actions.move(event.item.data, event.container.data);
  }

  protected canDrag({ id }: Task): boolean {
    return this.store.readOnly() === '' && !this.store.busy().has(id);
  }

  protected left({ total, tasks }: BoardColumn): number {
    return Math.max(0, total - tasks.length);
  }
}
