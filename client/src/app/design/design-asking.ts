import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from '../ui/banner';
import { Confirm, type Question } from '../ui/confirm';
import { EmptyState } from '../ui/empty-state';
import { Field, FieldControl } from '../ui/field';
import { ProblemNote } from '../ui/problem-note';
import { SearchBox } from '../ui/search-box';
import { ShowOnce } from '../ui/show-once';
import { Skeleton } from '../ui/skeleton';
import { StaleNote } from '../ui/stale-note';
import { ToastHistory } from '../ui/toast-history';
import { Toasts } from '../ui/toasts';
import { sampleProblem } from './samples';

const questions = {
  plain: {
    title: 'Restore Ada?',
    consequences: ['The key works again, as before.'],
    confirm: 'Restore user',
  },
  listed: {
    title: 'Restart the gateway?',
    consequences: ['Requests that are running end with an error.'],
    affected: ['3 open streams', '2 queued jobs', 'hermes gateway restart'],
    confirm: 'Restart gateway',
    isDangerous: true,
  },
  typed: {
    title: 'Delete Ada?',
    consequences: ['The user and its key are gone for good.'],
    affected: ['1 key', '12 sessions, 340 MiB'],
    confirm: 'Delete user',
    isDangerous: true,
    typedName: 'Ada',
  },
} satisfies Record<string, Question>;

/** What asks, tells, waits and fails. */
@Component({
  selector: 'app-design-asking',
  imports: [
    Banner,
    EmptyState,
    Field,
    FieldControl,
    MatButton,
    ProblemNote,
    SearchBox,
    ShowOnce,
    Skeleton,
    StaleNote,
    ToastHistory,
  ],
  templateUrl: './design-asking.html',
  styles: `
    .padded {
      padding: var(--space-4);
    }
    .stack {
      display: grid;
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DesignAsking {
  protected readonly confirm = inject(Confirm);
  protected readonly toasts = inject(Toasts);
  protected readonly questions = questions;
  protected readonly problem = sampleProblem;
  protected readonly since = new Date(Date.now() - 200_000);
  protected readonly isSaved = signal(false);

  protected switchOff(): void {
    this.toasts.undoable('Switched the job off.', () =>
      this.toasts.succeeded('Switched the job on again.'),
    );
  }
}
