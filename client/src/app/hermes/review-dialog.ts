import { ChangeDetectionStrategy, Component, inject, Injectable, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogModule,
  MatDialogRef,
} from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { Banner } from '../ui/banner';
import { DiffView } from '../ui/diff-view';
import { type Problem, problemOf } from '../ui/problem';

/** A change of one of Hermes' files, before it is written. Secrets in the texts are masked. */
export interface Review {
  /** "Save config.yaml of default?" */
  readonly title: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** When it takes effect, and what else to know; one paragraph each. */
  readonly notes: readonly string[];
  readonly confirm: string;
  /** Writes it. What it throws is shown, and the dialog stays. */
  readonly save: () => Promise<void>;
}

@Component({
  selector: 'app-save-review',
  imports: [Banner, DiffView, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ review.title }}</h2>
    <mat-dialog-content>
      @if (problem(); as problem) {
        <app-banner tone="bad" icon="error" role="alert">
          {{ problem.message }}
          @if (problem.requestId; as id) {
            <br />Request id <code>{{ id }}</code>
          }
        </app-banner>
      }
      @for (note of review.notes; track note) {
        <p class="soft">{{ note }}</p>
      }
      <app-diff-view [before]="review.before" [after]="review.after" [label]="review.label" />
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" cdkFocusInitial [mat-dialog-close]="undefined">
        Go back
      </button>
      <button type="button" matButton="filled" [disabled]="isSaving()" (click)="save()">
        {{ isSaving() ? 'Saving…' : review.confirm }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReviewDialog {
  protected readonly review = inject<Review>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ReviewDialog, Problem | true>>(MatDialogRef);
  protected readonly isSaving = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);

  protected async save(): Promise<void> {
    if (this.isSaving()) return;
    this.isSaving.set(true);
    try {
      await this.review.save();
      this.dialog.close(true);
    } catch (error) {
      const problem = problemOf(error);
      // The page asks how to go on.
      if (problem.status === 412) this.dialog.close(problem);
      else this.problem.set(problem);
    } finally {
      this.isSaving.set(false);
    }
  }
}

/** Shows what a change would write, and writes it when that is wanted. */
@Injectable({ providedIn: 'root' })
export class Reviews {
  private readonly dialog = inject(MatDialog);

  /** `conflict`: the file was changed meanwhile, and nothing was written. */
  async ask(review: Review): Promise<'saved' | 'conflict' | 'left'> {
    const opened = this.dialog.open<ReviewDialog, Review, Problem | true>(ReviewDialog, {
      data: review,
      width: '56rem',
      maxWidth: '95vw',
    });
    const answer = await firstValueFrom(opened.afterClosed());
    return answer === true ? 'saved' : answer === undefined ? 'left' : 'conflict';
  }
}
