import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  AccountChange,
  AccountPreview,
} from '../../../../../server/hermes-state/accounts/account-changes.contract';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { Field, FieldControl } from '../../ui/field';
import { type Problem, problemOf } from '../../ui/problem';
import { Skeleton } from '../../ui/skeleton';
import { AccountCalls } from './account-calls';

/** A change that is shown before it is made. */
export interface Review {
  readonly title: string;
  readonly change: AccountChange;
  /** What it means, in a sentence or two. */
  readonly explanation?: string;
  /** Verb and noun, such as "Remove key". */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** Must be typed before the button works. */
  readonly typedName?: string;
}

/**
 * Shows what a change makes of the file, with secrets masked, and makes it. When somebody else changed the same provider
 * meanwhile, it shows what the change would do now, and asks again. Closes with `true` when it was made.
 */
@Component({
  selector: 'app-review-dialog',
  imports: [Banner, DiffView, Field, FieldControl, MatButton, MatDialogModule, Skeleton],
  templateUrl: './review-dialog.html',
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    ul {
      display: grid;
      gap: var(--space-1);
      padding-left: var(--space-4);
      list-style: disc;
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReviewDialog {
  private readonly calls = inject(AccountCalls);
  private readonly dialog = inject<MatDialogRef<ReviewDialog, boolean>>(MatDialogRef);
  protected readonly review = inject<Review>(MAT_DIALOG_DATA);

  protected readonly preview = signal<AccountPreview | undefined>(undefined);
  protected readonly problem = signal<Problem | undefined>(undefined);
  /** Somebody was quicker: what is shown has been read again since. */
  protected readonly isChanged = signal(false);
  protected readonly isSaving = signal(false);
  protected readonly typed = signal('');
  protected readonly maySave = computed(() => {
    const { typedName } = this.review;
    const isTyped = typedName === undefined || this.typed().trim() === typedName.trim();
    return this.preview() !== undefined && isTyped && !this.isSaving();
  });

  constructor() {
    void this.look();
  }

  protected async look(): Promise<void> {
    this.problem.set(undefined);
    try {
      this.preview.set(await this.calls.preview(this.review.change));
    } catch (error) {
      this.preview.set(undefined);
      this.problem.set(problemOf(error));
    }
  }

  protected async save(): Promise<void> {
    const preview = this.preview();
    if (preview === undefined || !this.maySave()) return;
    this.isSaving.set(true);
    this.problem.set(undefined);
    try {
      await this.calls.apply(this.review.change, preview.version);
      this.dialog.close(true);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code === 'accounts_changed') {
        this.isChanged.set(true);
        await this.look();
      } else this.problem.set(problem);
    } finally {
      this.isSaving.set(false);
    }
  }
}
