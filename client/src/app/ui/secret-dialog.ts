import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  DOCUMENT,
  inject,
  Injectable,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogModule,
  MatDialogRef,
} from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { Banner } from './banner';
import { CopyButton } from './copy-button';
import { Icon } from './icon';

export interface Secret {
  readonly title: string;
  /** What it is, as in "Copy password". */
  readonly what: string;
  /** What to do with it, one paragraph each. */
  readonly notes: readonly string[];
  /** One or several; each on a line of its own. */
  readonly lines: readonly string[];
  /** Offers a download under this name. */
  readonly fileName?: string;
}

/** Shows a secret for the only time. It closes when the operator says that it is stored, and forgets it then. */
@Component({
  selector: 'app-secret-dialog',
  imports: [Banner, CopyButton, Icon, MatButton, MatDialogModule],
  template: `@if (secret(); as secret) {
    <h2 mat-dialog-title>{{ secret.title }}</h2>
    <mat-dialog-content>
      <app-banner tone="warning" icon="key">
        This is shown <strong>only now</strong> and cannot be shown again.
      </app-banner>
      @for (note of secret.notes; track note) {
        <p class="soft">{{ note }}</p>
      }
      <div class="secret">
        <ul [attr.aria-label]="secret.what" [class.several]="secret.lines.length > 1">
          @for (line of secret.lines; track line) {
            <li>
              <code>{{ line }}</code>
            </li>
          }
        </ul>
        <app-copy-button
          visibleWord="Copy"
          [what]="secret.what"
          [text]="secret.lines.join('\\n')"
        />
      </div>
      @if (secret.fileName; as name) {
        <div class="button-row">
          <button type="button" matButton="outlined" (click)="download(secret, name)">
            <app-icon name="download" class="lead" />Download as text
          </button>
        </div>
      }
      <label class="stored">
        <input type="checkbox" [checked]="isStored()" (change)="isStored.set(!isStored())" />
        I have stored it
      </label>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="filled" [disabled]="!isStored()" (click)="close()">
        Close
      </button>
    </mat-dialog-actions>
  }`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-4);
    }
    .secret {
      display: flex;
      align-items: start;
      justify-content: space-between;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      background: var(--color-sunken);
      border: var(--hairline);
      border-radius: var(--radius);
    }
    ul {
      display: grid;
      flex: 1;
      gap: var(--space-1) var(--space-4);
      min-width: 0;
    }
    .several {
      grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
    }
    code {
      font-size: var(--text-table);
      line-height: var(--control-small);
      overflow-wrap: anywhere;
      user-select: all;
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    .stored {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-weight: var(--weight-medium);
    }
    .stored input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecretDialog {
  private readonly given = inject<{ secret: Secret | undefined }>(MAT_DIALOG_DATA);
  private readonly dialog = inject(MatDialogRef);
  private readonly document = inject(DOCUMENT);

  protected readonly secret = signal(this.given.secret);
  protected readonly isStored = signal(false);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.forget());
  }

  protected download({ title, lines }: Secret, fileName: string): void {
    const text = `${title}\n${new Date().toISOString()}\n\n${lines.join('\n')}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = this.document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(url);
  }

  protected close(): void {
    this.forget();
    this.dialog.close();
  }

  private forget(): void {
    this.given.secret = undefined;
    this.secret.set(undefined);
  }
}

/** Shows what is shown once. */
@Injectable({ providedIn: 'root' })
export class Secrets {
  private readonly dialog = inject(MatDialog);

  /** Resolves when the operator has stored it. */
  async show(secret: Secret): Promise<void> {
    const opened = this.dialog.open(SecretDialog, {
      data: { secret },
      disableClose: true,
      closeOnNavigation: false,
      width: '36rem',
    });
    await firstValueFrom(opened.afterClosed());
  }
}
