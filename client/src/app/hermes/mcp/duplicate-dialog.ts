import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Field, FieldControl } from '../../ui/field';
import { nameProblem } from './server-form';

export interface DuplicateSubject {
  readonly name: string;
  readonly taken: readonly string[];
}

/** Asks for the name of a copy. Closes with it. */
@Component({
  selector: 'app-duplicate-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>Duplicate {{ subject.name }}</h2>
    <form novalidate (submit)="$event.preventDefault(); finish(name.value)">
      <mat-dialog-content>
        <app-field
          label="Name of the copy"
          hint="Letters, digits, _ and -. The names of its tools begin with it."
          [error]="problem()"
        >
          <input
            #name
            appControl
            cdkFocusInitial
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            maxlength="64"
            [value]="subject.name + '-copy'"
          />
        </app-field>
      </mat-dialog-content>
      <mat-dialog-actions>
        <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
        <button type="submit" matButton="filled">Review…</button>
      </mat-dialog-actions>
    </form>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DuplicateDialog {
  protected readonly subject = inject<DuplicateSubject>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<DuplicateDialog, string>>(MatDialogRef);
  protected readonly problem = signal<string | undefined>(undefined);

  protected finish(typed: string): void {
    const name = typed.trim();
    this.problem.set(nameProblem(name, this.subject.taken));
    if (this.problem() === undefined) this.dialog.close(name);
  }
}
