import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  type Injector,
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
import type { Confirmation, Question } from './confirm';
import { Field, FieldControl } from './field';
import { WriteTarget } from './write-target';

/** Asks before something is done. The safe way out has the focus. */
@Component({
  selector: 'app-confirm-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  template: `<h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>
      @if (question.profile; as profile) {
        <app-write-target [profile]="profile" />
      }
      @for (line of question.consequences; track line) {
        <p>{{ line }}</p>
      }
      @if (question.affected; as affected) {
        <div class="affected">
          <strong id="affected">Affected</strong>
          <ul aria-labelledby="affected">
            @for (item of affected; track item) {
              <li>{{ item }}</li>
            }
          </ul>
        </div>
      }
      @if (question.option; as option) {
        <label class="option">
          <input
            type="checkbox"
            [checked]="isOptionChosen()"
            (change)="isOptionChosen.set(!isOptionChosen())"
          />
          {{ option }}
        </label>
      }
      @if (question.typedName; as name) {
        <app-field [label]="'Type “' + name + '” to confirm'">
          <input
            #box
            appControl
            autocomplete="off"
            spellcheck="false"
            (input)="typed.set(box.value)"
          />
        </app-field>
      }
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined" cdkFocusInitial>
        Cancel
      </button>
      <button
        type="button"
        matButton="filled"
        [class.danger]="question.isDangerous"
        [disabled]="!isConfirmable()"
        (click)="dialog.close({ isOptionChosen: isOptionChosen() })"
      >
        {{ question.confirm }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
    }
    .affected {
      padding: var(--space-2) var(--space-3);
      background: var(--color-sunken);
      border: var(--hairline);
      border-radius: var(--radius);
      font-size: var(--text-table);
    }
    .affected strong {
      font-weight: var(--weight-medium);
    }
    .affected ul {
      max-height: 12rem;
      margin-top: 2px;
      padding-left: var(--space-4);
      overflow: auto;
      list-style: disc;
    }
    .option {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
    }
    .option input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfirmDialog {
  protected readonly dialog = inject<MatDialogRef<ConfirmDialog, Confirmation>>(MatDialogRef);
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly typed = signal('');
  protected readonly isOptionChosen = signal(false);
  protected readonly isConfirmable = computed(
    () =>
      this.question.typedName === undefined ||
      this.typed().trim() === this.question.typedName.trim(),
  );
}

/** Answers `undefined` when the operator backs out. */
export function openConfirmDialog(
  injector: Injector,
  question: Question,
): Promise<Confirmation | undefined> {
  const opened = injector
    .get(MatDialog)
    .open<ConfirmDialog, Question, Confirmation>(ConfirmDialog, {
      data: question,
      width: '30rem',
      role: 'alertdialog',
    });
  return firstValueFrom(opened.afterClosed());
}
