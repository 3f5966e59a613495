import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  PastText,
  PastVersionList,
} from '../../../../../server/hermes-state/files/text-file.contract';
import { DiffView } from '../../ui/diff-view';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes } from '../../ui/format';
import { keptResource } from '../../ui/kept-resource';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { TimeStamp } from '../../ui/time-stamp';

export interface HistoryGiven {
  /** Of the text, below `/api/admin/hermes`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly name: string;
  /** As it is now. */
  readonly text: string;
  /** Why nothing can be restored; absent when it can. */
  readonly refusal: string | undefined;
}

/** What a file held before it was changed here, compared with now. Closes with the version to be restored. */
@Component({
  selector: 'app-history-dialog',
  imports: [DiffView, EmptyState, MatButton, MatDialogModule, ProblemNote, Skeleton, TimeStamp],
  template: `<h2 mat-dialog-title>History of {{ given.name }}</h2>
    <mat-dialog-content>
      @if (versions.problem(); as problem) {
        <app-problem
          title="The history could not be loaded"
          [problem]="problem"
          (retry)="versions.reload()"
        />
      } @else if (versions.value(); as list) {
        @if (list.items.length === 0) {
          <app-empty title="No past versions">
            What is there is kept each time it is changed from this console. Nothing was, yet.
          </app-empty>
        } @else {
          <ul aria-label="Past versions">
            @for (one of list.items; track one.id) {
              <li>
                <button
                  type="button"
                  class="quiet"
                  [attr.aria-pressed]="chosen() === one.id"
                  (click)="choice.set(one.id)"
                >
                  <span>Until <app-time [at]="one.replacedAt" as="both" /></span>
                  <span class="soft">replaced by {{ one.replacedBy }}, {{ size(one.bytes) }}</span>
                </button>
              </li>
            }
          </ul>
          @if (past.problem(); as problem) {
            <app-problem
              title="This version could not be loaded"
              [problem]="problem"
              (retry)="past.reload()"
            />
          } @else if (past.value(); as version) {
            <p class="caption soft">What restoring it would change:</p>
            <app-diff-view
              [before]="given.text"
              [after]="version.text"
              [label]="given.name + ' now, and then'"
            />
          } @else {
            <app-skeleton [lines]="4" />
          }
        }
      } @else {
        <app-skeleton [lines]="6" />
      }
    </mat-dialog-content>
    <mat-dialog-actions>
      @if (given.refusal; as refusal) {
        <span class="caption soft">{{ refusal }}</span>
      }
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined" cdkFocusInitial>
        Close
      </button>
      <button
        type="button"
        matButton="filled"
        [disabled]="given.refusal !== undefined || !past.value()"
        (click)="dialog.close(chosen())"
      >
        Restore this version
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    ul {
      max-height: 11rem;
      overflow: auto;
      border: var(--hairline);
      border-radius: var(--radius);
    }
    li button {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      width: 100%;
      height: auto;
      min-height: 2rem;
      padding: var(--space-1) var(--space-2);
      border-radius: 0;
      text-align: start;
    }
    [aria-pressed='true'] {
      background: var(--color-pressed);
      color: var(--color-text);
      font-weight: var(--weight-medium);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HistoryDialog {
  protected readonly given = inject<HistoryGiven>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<HistoryDialog, string>>(MatDialogRef);
  protected readonly http = inject(HttpClient);
  protected readonly size = formatBytes;

  private readonly url = `/api/admin/hermes/${this.given.path}/history`;
  private readonly params = this.given.params;
  protected readonly versions = keptResource<PastVersionList>(() => ({
    url: this.url,
    params: this.params,
  }));
  protected readonly choice = signal<string | undefined>(undefined);
  protected readonly chosen = computed(() => this.choice() ?? this.versions.value()?.items[0]?.id);
  private readonly pastText = keptResource<PastText>(() => {
    const id = this.chosen();
    return id === undefined ? undefined : { url: `${this.url}/${id}`, params: this.params };
  });
  /** Nothing while another version than the chosen one is still shown. */
  protected readonly past = {
    value: computed(() => (this.pastText.isLoading() ? undefined : this.pastText.value())),
    problem: this.pastText.problem,
    reload: () => this.pastText.reload(),
  };
}
