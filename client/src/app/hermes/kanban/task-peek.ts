import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatTabsModule } from '@angular/material/tabs';
import { ActivatedRoute, Router } from '@angular/router';
import type { TaskDetail } from '../../../../../server/hermes-state/kanban/kanban.contract';
import {
  statusWord,
  verbRefusal,
} from '../../../../../server/hermes-state/kanban/task-moves.format';
import { Banner } from '../../ui/banner';
import { PeekPanel } from '../../ui/peek-panel';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { hermesResource } from '../hermes-resource';
import { KanbanStore } from './kanban-store';
import { MoveMenu } from './move-menu';
import { TaskActions } from './task-actions';
import { cardElementId } from './task-card';
import { TaskComments } from './task-comments';
import { TaskFacts } from './task-facts';
import { TaskHistory } from './task-history';
import { TaskLogPart } from './task-log-part';
import { TaskRelatives } from './task-relatives';

const tabs = ['task', 'comments', 'attempts', 'log'] as const;

/** One task beside the board: what it is, what was said, what was tried. J and K go along its column. */
@Component({
  selector: 'app-task-peek',
  imports: [
    Banner,
    MatButton,
    MatTabsModule,
    MoveMenu,
    PeekPanel,
    ProblemNote,
    Skeleton,
    TaskComments,
    TaskFacts,
    TaskHistory,
    TaskLogPart,
    TaskRelatives,
  ],
  templateUrl: './task-peek.html',
  styles: `
    .top {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-4) var(--space-4) var(--space-2);
    }
    .part {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
      padding: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskPeek {
  protected readonly store = inject(KanbanStore);
  protected readonly actions = inject(TaskActions);
  private readonly router = inject(Router);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  readonly id = input.required<string>();
  readonly previous = output();
  readonly next = output();
  readonly closed = output();
  /** Another task is wanted, by its id. */
  readonly shown = output<string>();

  protected readonly resource = hermesResource<TaskDetail>(
    () => ({
      path: `kanban/tasks/${encodeURIComponent(this.id())}`,
      params: { board: this.store.view().board },
    }),
    ['kanban'],
  );
  protected readonly detail = computed(() => {
    const found = this.resource.value();
    const isMeant = found?.task.id === this.id() && found.board === this.store.view().board;
    return isMeant ? found : undefined;
  });
  protected readonly title = computed(() => this.detail()?.task.title ?? this.id());
  protected readonly link = computed(() => {
    const { board } = this.store.view();
    const query = new URLSearchParams({
      ...(board !== 'default' && { board }),
      task: this.id(),
    });
    return `/kanban?${query.toString()}`;
  });
  protected readonly returnTo = computed(() => cardElementId(this.id()));
  protected readonly word = statusWord;
  protected readonly refusal = verbRefusal;
  protected readonly tabIndex = computed(() =>
    Math.max(
      0,
      tabs.findIndex((name) => name === this.query().get('tab')),
    ),
  );

  constructor() {
    this.actions.changes.pipe(takeUntilDestroyed()).subscribe(() => this.resource.reload());
  }

  protected showTab(index: number): void {
    if (index === this.tabIndex()) return;
    void this.router.navigate([], {
      queryParams: { tab: index === 0 ? null : tabs[index] },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
