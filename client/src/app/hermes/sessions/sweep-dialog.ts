import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  signal,
  type WritableSignal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  Sweep,
  SweepFilter,
  SweepPreview,
} from '../../../../../server/hermes-state/sessions/sessions.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { formatCount } from '../../ui/format';
import { type Problem, problemOf } from '../../ui/problem';
import type { SessionActions } from './session-actions';

type Verb = Sweep['verb'];

/** Archives or deletes the sessions a filter matches; only after a look at which they are. */
@Component({
  selector: 'app-sweep-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule],
  templateUrl: './sweep-dialog.html',
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
    }
    .fields {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
      gap: var(--space-3);
    }
    .choice {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1) var(--space-4);
      margin: 0;
      padding: 0;
      border: 0;
      font-size: var(--text-table);
    }
    .choice label {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
    }
    .choice input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
    pre {
      max-height: 14rem;
      overflow: auto;
      padding: var(--space-2) var(--space-3);
      border: var(--hairline);
      border-radius: var(--radius);
      background: var(--color-sunken);
      font-size: var(--text-caption);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SweepDialog {
  private readonly data = inject<{ actions: SessionActions; profile: string }>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<SweepDialog>>(MatDialogRef);

  protected readonly profile = this.data.profile;
  protected readonly verb = signal<Verb>('archive');
  protected readonly includeArchived = signal(false);
  protected readonly days = signal('90');
  protected readonly source = signal('');
  protected readonly title = signal('');
  protected readonly model = signal('');
  protected readonly found = signal<SweepPreview | undefined>(undefined);
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);

  protected readonly filter = computed<SweepFilter>(() => {
    const days = Number(this.days());
    const texts = { source: this.source(), title: this.title(), model: this.model() };
    return {
      ...(this.days().trim() !== '' && { olderThanDays: days }),
      ...Object.fromEntries(
        Object.entries(texts)
          .map(([name, text]) => [name, text.trim()])
          .filter(([, text]) => text !== ''),
      ),
    };
  });
  protected readonly mistake = computed(() => {
    const { olderThanDays } = this.filter();
    if (Object.keys(this.filter()).length === 0) return 'Give at least one condition.';
    const isWrong =
      olderThanDays !== undefined &&
      !(Number.isInteger(olderThanDays) && olderThanDays >= 1 && olderThanDays <= 3650);
    return isWrong ? 'Whole days, from 1 to 3650.' : '';
  });
  protected readonly doWords = computed(() => {
    const count = formatCount(this.found()?.count ?? 0, 'session');
    return this.verb() === 'prune' ? `Delete ${count}` : `Archive ${count}`;
  });

  protected choose(verb: Verb): void {
    this.put(this.verb, verb);
  }

  protected toggleArchived(): void {
    this.put(this.includeArchived, !this.includeArchived());
  }

  /** Whatever was looked at is not what would be done any more. */
  protected put<T>(into: WritableSignal<T>, value: T): void {
    into.set(value);
    this.found.set(undefined);
    this.problem.set(undefined);
  }

  protected async preview(): Promise<void> {
    await this.attempt(async () => this.found.set(await this.data.actions.preview(this.sweep())));
  }

  protected async run(): Promise<void> {
    const found = this.found();
    if (found === undefined) return;
    await this.attempt(async () => {
      await this.data.actions.sweep({ ...this.sweep(), expected: found.ids });
      this.dialog.close();
    });
  }

  private sweep(): Sweep {
    return {
      verb: this.verb(),
      filter: this.filter(),
      includeArchived: this.verb() === 'prune' && this.includeArchived(),
    };
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.isBusy() || this.mistake() !== '') return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      this.found.set(undefined);
      this.problem.set(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
