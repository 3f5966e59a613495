import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { TaskDetail } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { statusWord } from '../../../../../server/hermes-state/kanban/task-moves.format';
import { Badge } from '../../ui/badge';
import { CopyButton } from '../../ui/copy-button';
import { formatBytes } from '../../ui/format';
import { MarkdownView } from '../../ui/markdown-view';
import { ProfileMark } from '../../ui/profile-mark';
import { TimeStamp } from '../../ui/time-stamp';

/** What a task is. Its words cannot be changed: Hermes has no verb for that. */
@Component({
  selector: 'app-task-facts',
  imports: [Badge, CopyButton, MarkdownView, ProfileMark, TimeStamp],
  templateUrl: './task-facts.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .copied {
      display: flex;
      align-items: center;
      gap: var(--space-1);
    }
    .by {
      margin-left: var(--space-1);
    }
    .attachments li {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1) var(--space-3);
      padding: var(--space-1) 0;
      font-size: var(--text-table);
    }
    .attachments code {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskFacts {
  readonly detail = input.required<TaskDetail>();
  protected readonly task = computed(() => this.detail().task);
  protected readonly word = statusWord;
  protected readonly bytes = formatBytes;
}
