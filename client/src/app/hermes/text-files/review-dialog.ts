import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { DiffView } from '../../ui/diff-view';

export interface ReviewedChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What would change, before it is saved. Closes with `true` when it shall be. */
@Component({
  selector: 'app-review-dialog',
  imports: [DiffView, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>Save {{ change.name }}?</h2>
    <mat-dialog-content>
      <p class="soft">
        What is there now is kept in the history. Sessions that run already see the change when they
        are started anew.
      </p>
      <app-diff-view
        [before]="change.before"
        [after]="change.after"
        [label]="'Changes of ' + change.name"
      />
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined" cdkFocusInitial>
        Cancel
      </button>
      <button type="button" matButton="filled" (click)="dialog.close(true)">
        Save {{ change.name }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReviewDialog {
  protected readonly change = inject<ReviewedChange>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<ReviewDialog, boolean>>(MatDialogRef);
}
