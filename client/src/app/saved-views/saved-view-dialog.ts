import { ChangeDetectionStrategy, Component, inject, type Injector, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogModule,
  MatDialogRef,
} from '@angular/material/dialog';
import { firstValueFrom, type Observable } from 'rxjs';
import type { SavedView } from '../../../../server/saved-views/saved-views.contract';
import { Field, FieldControl } from '../ui/field';
import { problemOf } from '../ui/problem';

export interface NamingOfView {
  readonly title: string;
  readonly name: string;
  readonly shared: boolean;
  /** Sharing is for administrators. */
  readonly mayShare: boolean;
  save(naming: { readonly name: string; readonly shared: boolean }): Observable<SavedView>;
}

/** Gives a view its name, and to everybody if wanted. Closes with the view once it was saved. */
@Component({
  selector: 'app-saved-view-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ naming.title }}</h2>
    <form (submit)="$event.preventDefault(); save(name.value, shared?.checked ?? naming.shared)">
      <mat-dialog-content>
        <app-field label="Name" [error]="error()">
          <input
            #name
            appControl
            cdkFocusInitial
            maxlength="80"
            autocomplete="off"
            [value]="naming.name"
          />
        </app-field>
        @if (naming.mayShare) {
          <label class="share">
            <input #box type="checkbox" [checked]="naming.shared" (change)="shared = box" />
            Show it to everybody who uses this console
          </label>
        }
      </mat-dialog-content>
      <mat-dialog-actions>
        <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
        <button type="submit" matButton="filled" [disabled]="isSaving()">
          {{ isSaving() ? 'Saving…' : 'Save view' }}
        </button>
      </mat-dialog-actions>
    </form>`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
    }
    .share {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
    }
    .share input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SavedViewDialog {
  private readonly dialog = inject<MatDialogRef<SavedViewDialog, SavedView>>(MatDialogRef);
  protected readonly naming = inject<NamingOfView>(MAT_DIALOG_DATA);
  protected readonly isSaving = signal(false);
  protected readonly error = signal<string | undefined>(undefined);
  protected shared: HTMLInputElement | undefined;

  protected async save(typed: string, shared: boolean): Promise<void> {
    const name = typed.trim();
    if (name === '') return this.error.set('Give it a name.');
    if (this.isSaving()) return;
    this.isSaving.set(true);
    try {
      this.dialog.close(await firstValueFrom(this.naming.save({ name, shared })));
    } catch (error) {
      const { fields, message } = problemOf(error);
      this.error.set(fields.get('name') ?? message);
      this.isSaving.set(false);
    }
  }
}

/** The view as it was saved, or nothing. */
export function openSavedViewDialog(
  injector: Injector,
  naming: NamingOfView,
): Promise<SavedView | undefined> {
  const opened = injector
    .get(MatDialog)
    .open<SavedViewDialog, NamingOfView, SavedView>(SavedViewDialog, {
      data: naming,
      width: '26rem',
    });
  return firstValueFrom(opened.afterClosed());
}
