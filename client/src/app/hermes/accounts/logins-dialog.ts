import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Accounts } from '../../../../../server/hermes-state/accounts/accounts.contract';
import { CopyButton } from '../../ui/copy-button';

/** The commands that log in, to be copied. What they write appears on the page by itself. */
@Component({
  selector: 'app-logins-dialog',
  imports: [CopyButton, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>New login</h2>
    <mat-dialog-content>
      <p>
        A login shows a code and waits for you, so it needs a terminal on the machine of Hermes, as
        the user that Hermes runs as. The account appears here when it is done.
      </p>
      <dl>
        @for (login of logins; track login.provider) {
          <div>
            <dt>{{ login.name }}</dt>
            <dd>
              <code>{{ login.command }}</code>
              <app-copy-button [what]="'login command of ' + login.name" [text]="login.command" />
            </dd>
          </div>
        }
      </dl>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Close</button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    dl > div {
      padding: var(--space-2) 0;
      border-top: var(--hairline);
      font-size: var(--text-table);
    }
    dt {
      font-weight: var(--weight-medium);
    }
    dd {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
    }
    code {
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoginsDialog {
  protected readonly logins = inject<Accounts['logins']>(MAT_DIALOG_DATA);
}
