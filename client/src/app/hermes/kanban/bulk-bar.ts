import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { formatCount } from '../../ui/format';
import type { TaskVerb } from '../../../../../server/hermes-state/kanban/task-moves.format';
import { KanbanStore } from './kanban-store';
import { TaskActions } from './task-actions';

/** As many as the server takes at once. */
const mostAtOnce = 50;
const verbs: readonly { readonly verb: TaskVerb; readonly word: string }[] = [
  { verb: 'complete', word: 'Complete…' },
  { verb: 'block', word: 'Block…' },
  { verb: 'unblock', word: 'Unblock' },
  { verb: 'schedule', word: 'Schedule…' },
  { verb: 'promote', word: 'Promote' },
  { verb: 'assign', word: 'Assign…' },
  { verb: 'archive', word: 'Archive…' },
];

/** What can be done with the tasks that are ticked; each has a result of its own. */
@Component({
  selector: 'app-bulk-bar',
  imports: [MatButton],
  template: `@if (count() > 0) {
    <div class="bar panel" role="region" aria-label="Chosen tasks">
      <strong>{{ words() }}</strong>
      @for (each of verbs; track each.verb) {
        <button
          type="button"
          matButton="outlined"
          [disabled]="refusal() !== ''"
          [title]="refusal()"
          (click)="act(each.verb)"
        >
          {{ each.word }}
        </button>
      }
      <button type="button" class="quiet" (click)="store.clearSelection()">Clear</button>
    </div>
  }`,
  styles: `
    .bar {
      position: sticky;
      z-index: 5;
      bottom: var(--space-3);
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      background: var(--color-raised);
      box-shadow: var(--shadow-float);
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BulkBar {
  protected readonly store = inject(KanbanStore);
  private readonly actions = inject(TaskActions);
  protected readonly verbs = verbs;
  protected readonly count = computed(() => this.store.selected().length);
  protected readonly words = computed(() => `${formatCount(this.count(), 'task')} chosen`);
  protected readonly refusal = computed(() =>
    this.count() > mostAtOnce ? `At most ${mostAtOnce} tasks at once.` : '',
  );

  protected async act(verb: TaskVerb): Promise<void> {
    if (await this.actions.act(verb, this.store.selected())) this.store.clearSelection();
  }
}
