import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { TaskLog } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { CodeView } from '../../ui/code-view';
import { formatBytes } from '../../ui/format';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { KanbanStore } from './kanban-store';

/** The end of what the workers of a task printed. */
@Component({
  selector: 'app-task-log-part',
  imports: [CodeView, FileProblem, ProblemNote, Skeleton],
  template: `@if (log.value(); as found) {
      <app-file-problem [source]="found.file" />
      @if (found.file.status === 'missing') {
        <p class="soft">No worker has printed anything, or Hermes has cleared it away.</p>
      } @else if (found.file.status === 'present') {
        <app-code-view maxHeight="60vh" [label]="found.file.file" [text]="found.text" />
        <p class="soft caption">{{ size() }}</p>
      }
    } @else if (log.problem(); as problem) {
      <app-problem title="The log could not be loaded" [problem]="problem" (retry)="log.reload()" />
    } @else {
      <app-skeleton />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskLogPart {
  private readonly store = inject(KanbanStore);
  readonly id = input.required<string>();
  protected readonly log = hermesResource<TaskLog>(
    () => ({
      path: `kanban/tasks/${encodeURIComponent(this.id())}/log`,
      params: { board: this.store.view().board },
    }),
    ['kanban'],
  );
  protected readonly size = computed(() => {
    const found = this.log.value();
    if (found === undefined) return '';
    const size = formatBytes(found.bytes);
    return found.isCut ? `The end of ${size}.` : `${size}, all of it.`;
  });
}
