import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import type { TaskCard } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { verbRefusal } from '../../../../../server/hermes-state/kanban/task-moves.format';
import { Icon } from '../../ui/icon';
import { movesOf } from './kanban-view';
import { TaskActions } from './task-actions';

/** Where a task can go, and where not with the reason: for those who do not drag. */
@Component({
  selector: 'app-move-menu',
  imports: [Icon, MatMenuModule],
  template: `<button
      type="button"
      class="quiet"
      title="Move or assign (M)"
      [attr.aria-label]="'Move or assign ' + task().title"
      [matMenuTriggerFor]="menu"
    >
      @if (hasWord()) {
        Move
      }
      <app-icon [name]="hasWord() ? 'down' : 'more'" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      <ng-template matMenuContent>
        @for (move of moves(); track move.to) {
          <button
            mat-menu-item
            type="button"
            [class.refused]="move.refusal !== ''"
            [title]="move.refusal"
            (click)="actions.move(task(), move.to)"
          >
            <span class="word">{{ move.word }}</span>
            @if (move.refusal) {
              <span class="why">not from here</span>
            }
          </button>
        }
        <button
          mat-menu-item
          type="button"
          class="rule"
          [disabled]="assignRefusal() !== undefined"
          [title]="assignRefusal() ?? ''"
          (click)="actions.act('assign', [task()])"
        >
          Assign…
        </button>
        @if (task().status === 'triage') {
          <button mat-menu-item type="button" (click)="actions.specify(task())">Specify…</button>
        }
      </ng-template>
    </mat-menu>`,
  styles: `
    .refused .word {
      color: var(--color-text-faint);
    }
    .why {
      margin-left: var(--space-2);
      color: var(--color-text-faint);
      font-size: var(--text-caption);
    }
    .rule {
      border-top: var(--hairline);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MoveMenu {
  protected readonly actions = inject(TaskActions);
  private readonly trigger = viewChild.required(MatMenuTrigger);
  readonly task = input.required<TaskCard>();
  /** Says what it is, where there is room. */
  readonly hasWord = input(false);
  protected readonly moves = computed(() => movesOf(this.task()));
  protected readonly assignRefusal = computed(() => verbRefusal('assign', this.task().status));

  open(): void {
    this.trigger().openMenu();
  }
}
