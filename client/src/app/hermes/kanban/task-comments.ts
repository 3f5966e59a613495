import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { TaskDetail } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { Field, FieldControl } from '../../ui/field';
import { MarkdownView } from '../../ui/markdown-view';
import { TimeStamp } from '../../ui/time-stamp';
import { KanbanStore } from './kanban-store';
import { TaskActions } from './task-actions';

/** What was said about a task; its workers read it. */
@Component({
  selector: 'app-task-comments',
  imports: [Field, FieldControl, MarkdownView, MatButton, TimeStamp],
  template: `@if (detail().comments.length === 0) {
      <p class="soft">Nobody has said anything yet.</p>
    }
    <ol>
      @for (comment of detail().comments; track comment.id) {
        <li>
          <p class="caption">
            <strong>{{ comment.author }}</strong>
            @if (comment.at; as at) {
              <app-time class="soft" as="both" [at]="at" />
            }
          </p>
          <app-markdown [text]="comment.body" />
        </li>
      }
    </ol>
    @if (store.readOnly() === '') {
      <form (submit)="$event.preventDefault(); add(words)">
        <app-field
          label="Add a comment"
          hint="Workers read it with the task. It cannot be taken back."
          [error]="problem()"
        >
          <textarea #words appControl rows="3" maxlength="20000"></textarea>
        </app-field>
        <button type="submit" matButton="filled" [disabled]="isBusy()">Add comment</button>
      </form>
    }`,
  styles: `
    :host,
    ol {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    li {
      display: grid;
      gap: var(--space-1);
      padding-bottom: var(--space-3);
      border-bottom: var(--hairline);
    }
    .caption {
      display: flex;
      gap: var(--space-2);
    }
    form {
      display: grid;
      justify-items: start;
      gap: var(--space-2);
    }
    app-field {
      width: 100%;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskComments {
  protected readonly store = inject(KanbanStore);
  private readonly actions = inject(TaskActions);
  readonly detail = input.required<TaskDetail>();
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly isBusy = signal(false);

  /** What was typed stays until it was added. */
  protected async add(box: HTMLTextAreaElement): Promise<void> {
    const text = box.value.trim();
    if (text === '' || this.isBusy()) return this.problem.set('Say something first.');
    this.isBusy.set(true);
    const problem = await this.actions.comment(this.detail().task.id, text);
    this.isBusy.set(false);
    this.problem.set(problem?.fields.get('text') ?? problem?.message);
    if (problem === undefined) box.value = '';
  }
}
