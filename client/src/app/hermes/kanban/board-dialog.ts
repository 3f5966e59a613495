import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { KanbanBoard } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { type Mistakes, Submission } from '../../ui/submission';
import { verbCall } from '../../ui/time-limit';

const base = '/api/admin/hermes/kanban/boards';

/** Makes a board, or gives one another name. Closes with its slug. */
@Component({
  selector: 'app-board-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ given ? 'Rename ' + given.name : 'New board' }}</h2>
    <form (submit)="$event.preventDefault(); save()">
      <mat-dialog-content>
        @if (submission.problem(); as problem) {
          <app-banner tone="bad" icon="error" role="alert">{{ problem.message }}</app-banner>
        }
        <p class="soft">
          Boards keep work apart: each has tasks, workspaces and logs of its own. They belong to the
          root of Hermes; every profile sees them.
        </p>
        @if (!given) {
          <app-field
            label="Slug"
            hint="Lower-case letters, digits, - and _. It never changes."
            [error]="submission.mistakes().get('slug')"
          >
            <input
              #slugBox
              appControl
              autocomplete="off"
              spellcheck="false"
              maxlength="64"
              (input)="slug.set(slugBox.value.trim())"
            />
          </app-field>
        }
        <app-field label="Name" [isOptional]="!given" [error]="submission.mistakes().get('name')">
          <input
            #nameBox
            appControl
            autocomplete="off"
            maxlength="100"
            [value]="given?.name ?? ''"
            (input)="name.set(nameBox.value.trim())"
          />
        </app-field>
        @if (!given) {
          <app-field
            label="Description"
            [isOptional]="true"
            [error]="submission.mistakes().get('description')"
          >
            <input
              #descriptionBox
              appControl
              autocomplete="off"
              maxlength="500"
              (input)="description.set(descriptionBox.value.trim())"
            />
          </app-field>
        }
      </mat-dialog-content>
      <mat-dialog-actions>
        <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
        <button type="submit" matButton="filled" [disabled]="submission.isBusy()">
          {{ given ? 'Rename board' : 'Make board' }}
        </button>
      </mat-dialog-actions>
    </form>`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BoardDialog {
  private readonly http = inject(HttpClient);
  protected readonly given = inject<KanbanBoard | null>(MAT_DIALOG_DATA) ?? undefined;
  private readonly dialog = inject<MatDialogRef<BoardDialog, string>>(MatDialogRef);
  protected readonly submission = new Submission();
  protected readonly slug = signal('');
  protected readonly name = signal(this.given?.name ?? '');
  protected readonly description = signal('');

  protected save(): Promise<void> {
    const [slug, name, description] = [this.slug(), this.name(), this.description()];
    return this.submission.run(
      this.mistakes(),
      async () => {
        const answer = this.given
          ? this.http.patch(`${base}/${this.given.slug}`, { name }, { context: verbCall() })
          : this.http.post(
              base,
              {
                slug,
                ...(name !== '' && { name }),
                ...(description !== '' && { description }),
              },
              { context: verbCall() },
            );
        await firstValueFrom(answer);
        this.dialog.close(this.given?.slug ?? slug);
      },
      ({ fields }) => fields,
    );
  }

  private mistakes(): Mistakes {
    if (this.given) return new Map(this.name() === '' ? [['name', 'A board needs a name.']] : []);
    const isSlug = /^[a-z0-9][a-z0-9_-]*$/.test(this.slug());
    return new Map(
      isSlug ? [] : [['slug', 'Lower-case letters, digits, - and _, such as website-2.']],
    );
  }
}
