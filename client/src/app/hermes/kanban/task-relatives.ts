import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type {
  TaskDetail,
  TaskRelative,
} from '../../../../../server/hermes-state/kanban/kanban.contract';
import { statusWord } from '../../../../../server/hermes-state/kanban/task-moves.format';
import { Field, FieldControl } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { KanbanStore } from './kanban-store';
import { TaskActions } from './task-actions';

/** What a task waits for, and what waits for it. */
@Component({
  selector: 'app-task-relatives',
  imports: [Field, FieldControl, Icon, MatButton],
  template: `@for (side of sides(); track side.title) {
      <section>
        <h3>{{ side.title }}</h3>
        @if (side.tasks.length === 0) {
          <p class="soft">Nothing.</p>
        }
        <ul>
          @for (task of side.tasks; track task.id) {
            <li>
              <button type="button" class="quiet open" (click)="shown.emit(task.id)">
                {{ task.title }}
              </button>
              <span class="soft caption">{{ task.status === null ? '' : word(task.status) }}</span>
              @if (store.readOnly() === '') {
                <button
                  type="button"
                  class="quiet"
                  title="Remove this dependency"
                  [attr.aria-label]="'Remove the dependency on ' + task.title"
                  (click)="remove(side.isParents, task)"
                >
                  <app-icon name="close" />
                </button>
              }
            </li>
          }
        </ul>
      </section>
    }
    @if (store.readOnly() === '') {
      <form (submit)="$event.preventDefault(); add(other.value)">
        <app-field label="Wait for another task" hint="Its id." [error]="problem()">
          <input
            #other
            appControl
            list="kanban-tasks"
            autocomplete="off"
            spellcheck="false"
            placeholder="t_…"
          />
        </app-field>
        <datalist id="kanban-tasks">
          @for (task of candidates(); track task.id) {
            <option [value]="task.id">{{ task.title }}</option>
          }
        </datalist>
        <button type="submit" matButton="outlined" [disabled]="isBusy()">Add dependency</button>
      </form>
    }`,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
    }
    section {
      display: grid;
      gap: var(--space-1);
      font-size: var(--text-table);
    }
    li {
      display: flex;
      align-items: center;
      gap: var(--space-2);
    }
    .open {
      height: auto;
      min-height: var(--control-small);
      color: var(--color-text);
      text-align: start;
    }
    form {
      display: grid;
      justify-items: start;
      gap: var(--space-2);
    }
    app-field {
      width: min(24rem, 100%);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskRelatives {
  protected readonly store = inject(KanbanStore);
  private readonly actions = inject(TaskActions);
  readonly detail = input.required<TaskDetail>();
  readonly shown = output<string>();

  protected readonly word = statusWord;
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly isBusy = signal(false);
  protected readonly sides = computed(() => [
    { title: 'Waits for', isParents: true, tasks: this.detail().parents },
    { title: 'Waiting for it', isParents: false, tasks: this.detail().children },
  ]);
  protected readonly candidates = computed(() => {
    const taken = [this.detail().task, ...this.detail().parents].map(({ id }) => id);
    return this.store.tasks().filter(({ id }) => !taken.includes(id));
  });

  protected async add(parent: string): Promise<void> {
    const id = parent.trim();
    if (!/^[A-Za-z0-9][\w.:-]*$/.test(id))
      return this.problem.set('The id of a task, such as t_0a1b2c3d.');
    this.isBusy.set(true);
    const problem = await this.actions.link({ parent: id, child: this.detail().task.id });
    this.isBusy.set(false);
    this.problem.set(problem?.message);
  }

  protected remove(isParent: boolean, { id }: TaskRelative): void {
    const own = this.detail().task.id;
    void this.actions.unlink(isParent ? { parent: id, child: own } : { parent: own, child: id });
  }
}
