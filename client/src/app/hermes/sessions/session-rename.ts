import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Session } from '../../../../../server/hermes-state/sessions/sessions.contract';
import { Field, FieldControl } from '../../ui/field';
import { problemOf } from '../../ui/problem';
import { SessionActions } from './session-actions';

/** The title of a session, which can be changed. Hermes wants each title once. */
@Component({
  selector: 'app-session-rename',
  imports: [Field, FieldControl, MatButton],
  template: `<form novalidate (submit)="$event.preventDefault(); save()">
    <app-field
      label="Title"
      [hint]="readOnly() || 'Up to 100 characters; each title only once'"
      [error]="mistake()"
    >
      <input
        #box
        appControl
        autocomplete="off"
        maxlength="100"
        placeholder="None"
        [value]="title()"
        [disabled]="readOnly() !== ''"
        (input)="title.set(box.value)"
      />
    </app-field>
    @if (isChanged()) {
      <div class="button-row">
        <button type="submit" matButton="filled" [disabled]="isSaving()">
          {{ isSaving() ? 'Renaming…' : 'Rename session' }}
        </button>
        <button type="button" matButton="outlined" (click)="undo()">Undo</button>
      </div>
    }
  </form>`,
  styles: `
    form {
      display: grid;
      gap: var(--space-2);
      padding: var(--space-4) var(--space-4) 0;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SessionRename {
  private readonly actions = inject(SessionActions);
  readonly session = input.required<Session>();
  /** Why it cannot be changed; empty when it can. */
  readonly readOnly = input('');

  /** What it is in the database. Computed, so that reading the same again takes nothing from who types. */
  private readonly stored = computed(() => `${this.session().id}\0${this.session().title ?? ''}`);
  protected readonly title = linkedSignal({
    source: this.stored,
    computation: (stored) => stored.slice(stored.indexOf('\0') + 1),
  });
  protected readonly isSaving = signal(false);
  protected readonly mistake = signal<string | undefined>(undefined);

  protected isChanged(): boolean {
    const title = this.title().trim();
    return title !== '' && title !== (this.session().title ?? '');
  }

  protected undo(): void {
    this.title.set(this.session().title ?? '');
    this.mistake.set(undefined);
  }

  protected async save(): Promise<void> {
    const title = this.title().trim();
    if (!this.isChanged() || this.isSaving()) return;
    if (title.startsWith('-')) {
      this.mistake.set('A title cannot begin with a dash.');
      return;
    }
    this.isSaving.set(true);
    this.mistake.set(undefined);
    try {
      await this.actions.rename(this.session().id, title);
    } catch (error) {
      this.mistake.set(problemOf(error).message);
    } finally {
      this.isSaving.set(false);
    }
  }
}
