import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Field, FieldControl } from '../../ui/field';

/** Asks for another label. */
@Component({
  selector: 'app-relabel-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>Change label</h2>
    <mat-dialog-content>
      <form id="relabel-form" novalidate (submit)="submit($event)">
        <app-field label="Label" hint="Never a key: labels are shown" [error]="mistake()">
          <input
            #box
            appControl
            cdkFocusInitial
            autocomplete="off"
            maxlength="200"
            required
            [value]="label()"
            (input)="label.set(box.value)"
          />
        </app-field>
      </form>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
      <button type="submit" form="relabel-form" matButton="filled">Review change…</button>
    </mat-dialog-actions>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RelabelDialog {
  private readonly dialog = inject<MatDialogRef<RelabelDialog, string>>(MatDialogRef);
  private readonly before = inject<string>(MAT_DIALOG_DATA);
  protected readonly label = signal(this.before);
  protected readonly mistake = signal<string | undefined>(undefined);

  protected submit(event: Event): void {
    event.preventDefault();
    const label = this.label().trim();
    if (label === '') this.mistake.set('A label has at least one letter.');
    else if (label === this.before) this.mistake.set('It has this label already.');
    else this.dialog.close(label);
  }
}
