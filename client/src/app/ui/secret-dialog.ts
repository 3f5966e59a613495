import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
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
import { downloadText } from './download';
import { ShowOnce } from './show-once';

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
  imports: [MatButton, MatDialogModule, ShowOnce],
  template: `@if (secret(); as secret) {
    <h2 mat-dialog-title>{{ secret.title }}</h2>
    <mat-dialog-content>
      @for (note of secret.notes; track note) {
        <p class="soft">{{ note }}</p>
      }
      <app-show-once
        [what]="secret.what"
        [secret]="secret.lines"
        [downloadName]="secret.fileName && 'as text'"
        [(isSaved)]="isStored"
        (download)="download(secret)"
      />
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
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecretDialog {
  private readonly given = inject<{ secret: Secret | undefined }>(MAT_DIALOG_DATA);
  private readonly dialog = inject(MatDialogRef);

  protected readonly secret = signal(this.given.secret);
  protected readonly isStored = signal(false);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.forget());
  }

  protected download({ title, lines, fileName = 'secret.txt' }: Secret): void {
    downloadText(fileName, `${title}\n${new Date().toISOString()}\n\n${lines.join('\n')}\n`);
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
