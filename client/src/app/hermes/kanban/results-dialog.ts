import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { ActRow } from '../../../../../server/hermes-state/kanban/kanban-changes.contract';
import { Badge } from '../../ui/badge';
import { formatCount } from '../../ui/format';

/** What became of each of many tasks. */
@Component({
  selector: 'app-results-dialog',
  imports: [Badge, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ title }}</h2>
    <mat-dialog-content>
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">Result</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows; track row.id) {
              <tr>
                <td>{{ row.title ?? row.id }}</td>
                <td>
                  @if (row.outcome === 'done') {
                    <app-badge tone="good" icon="check">Done</app-badge>
                  } @else {
                    <app-badge tone="warning" icon="blocked">Refused</app-badge>
                  }
                </td>
                <td>{{ row.text }}</td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="filled" [mat-dialog-close]="undefined" cdkFocusInitial>
        Close
      </button>
    </mat-dialog-actions>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ResultsDialog {
  protected readonly rows = inject<readonly ActRow[]>(MAT_DIALOG_DATA);
  protected readonly title = (() => {
    const done = this.rows.filter(({ outcome }) => outcome === 'done').length;
    return `${done} of ${formatCount(this.rows.length, 'task')} changed`;
  })();
}
