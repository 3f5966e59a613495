import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { CreateTask } from '../../../../../server/hermes-state/kanban/kanban-changes.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { type Mistakes, Submission } from '../../ui/submission';
import { verbCall } from '../../ui/time-limit';

export interface TaskDialogData {
  readonly board: string;
  readonly profiles: readonly string[];
  readonly tenants: readonly string[];
  /** That it could wait for. */
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
}

/** Makes a task. Closes with its id and title. */
@Component({
  selector: 'app-task-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatCheckbox, MatDialogModule],
  templateUrl: './task-dialog.html',
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
    }
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr));
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskDialog {
  private readonly http = inject(HttpClient);
  protected readonly given = inject<TaskDialogData>(MAT_DIALOG_DATA);
  private readonly dialog =
    inject<MatDialogRef<TaskDialog, { id: string; title: string }>>(MatDialogRef);
  protected readonly submission = new Submission();
  protected readonly draft = signal({
    title: '',
    body: '',
    assignee: '',
    tenant: '',
    priority: '0',
    parent: '',
    isTriage: false,
  });

  protected set(change: Partial<ReturnType<typeof this.draft>>): void {
    this.draft.update((before) => ({ ...before, ...change }));
  }

  protected save(): Promise<void> {
    const { title, body, assignee, tenant, priority, parent, isTriage } = this.draft();
    const task: CreateTask = {
      title: title.trim(),
      ...(body.trim() !== '' && { body }),
      ...(assignee !== '' && { assignee }),
      ...(tenant.trim() !== '' && { tenant: tenant.trim() }),
      priority: Number(priority),
      ...(parent !== '' && { parents: [parent] }),
      isTriage,
    };
    return this.submission.run(
      this.mistakes(),
      async () => {
        const { id } = await firstValueFrom(
          this.http.post<{ id: string }>('/api/admin/hermes/kanban/tasks', task, {
            params: { board: this.given.board },
            context: verbCall(),
          }),
        );
        this.dialog.close({ id, title: task.title });
      },
      ({ fields }) => fields,
    );
  }

  private mistakes(): Mistakes {
    const { title, priority } = this.draft();
    const found = new Map<string, string>();
    if (title.trim() === '') found.set('title', 'A task needs a title.');
    else if (/^-(?! )/.test(title.trim())) found.set('title', 'It must not begin with a dash.');
    if (!/^-?\d{1,4}$/.test(priority)) found.set('priority', 'A whole number.');
    return found;
  }
}
