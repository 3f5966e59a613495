import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { TaskAct } from '../../../../../server/hermes-state/kanban/kanban-changes.contract';
import {
  blockKinds,
  type BlockKind,
  type TaskVerb,
} from '../../../../../server/hermes-state/kanban/task-moves.format';
import { Field, FieldControl } from '../../ui/field';
import { formatCount } from '../../ui/format';

/** What a verb is to be used on, and to whom a task could be given. */
export interface ActRequest {
  readonly verb: TaskVerb;
  readonly titles: readonly string[];
  readonly profiles: readonly string[];
  readonly assignee: string | null;
}
/** The answers that belong to the verb. */
export type ActAnswers = Pick<TaskAct, 'reason' | 'kind' | 'result' | 'assignee'>;

const kindWords: Readonly<Record<BlockKind, string>> = {
  needs_input: 'It needs an answer from a person',
  capability: 'Its worker cannot do it',
  dependency: 'It waits for other tasks (goes to To do)',
  transient: 'Something failed that may pass',
};
const texts: Readonly<
  Record<TaskVerb, { readonly word: string; readonly hint: string; readonly reason?: string }>
> = {
  complete: { word: 'Complete', hint: 'What depends on it may begin. No verb reopens a task.' },
  block: {
    word: 'Block',
    hint: 'No worker takes it until it is unblocked. Blocked again for the same kind of reason, it goes to Triage.',
    reason: 'Also added as a comment.',
  },
  schedule: {
    word: 'Schedule',
    hint: 'It waits for a time, not for a person. Hermes does not start it by itself: unblock it then.',
    reason: 'Until when, or for what. Also added as a comment.',
  },
  assign: { word: 'Assign', hint: 'A worker of that profile takes it once it is ready.' },
  unblock: { word: 'Unblock', hint: '' },
  promote: { word: 'Promote', hint: '' },
  reclaim: { word: 'Take back', hint: '' },
  archive: { word: 'Archive', hint: '' },
};

/** Asks what a verb needs to know. */
@Component({
  selector: 'app-act-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ title() }}</h2>
    <form (submit)="$event.preventDefault(); finish()">
      <mat-dialog-content>
        <p class="soft">{{ texts.hint }}</p>
        @switch (given.verb) {
          @case ('assign') {
            <app-field label="Profile">
              <select #profile appControl (change)="assignee.set(profile.value)">
                <option value="" [selected]="assignee() === ''">Nobody</option>
                @for (name of given.profiles; track name) {
                  <option [value]="name" [selected]="assignee() === name">{{ name }}</option>
                }
              </select>
            </app-field>
          }
          @case ('complete') {
            <app-field
              label="Result"
              hint="What came of it, for tasks that follow."
              [isOptional]="true"
            >
              <textarea
                #result
                appControl
                rows="4"
                maxlength="20000"
                (input)="text.set(result.value)"
              ></textarea>
            </app-field>
          }
          @default {
            @if (given.verb === 'block') {
              <app-field label="Kind of reason">
                <select #chosen appControl (change)="kind.set(chosen.value)">
                  <option value="">Nothing of these</option>
                  @for (each of kinds; track each) {
                    <option [value]="each">{{ kindWords[each] }}</option>
                  }
                </select>
              </app-field>
            }
            <app-field label="Reason" [hint]="texts.reason" [isOptional]="true" [error]="problem()">
              <input
                #reason
                appControl
                autocomplete="off"
                maxlength="2000"
                (input)="text.set(reason.value)"
              />
            </app-field>
          }
        }
      </mat-dialog-content>
      <mat-dialog-actions>
        <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
        <button type="submit" matButton="filled">{{ texts.word }}</button>
      </mat-dialog-actions>
    </form>`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ActDialog {
  protected readonly given = inject<ActRequest>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ActDialog, ActAnswers>>(MatDialogRef);
  protected readonly kinds = blockKinds;
  protected readonly kindWords = kindWords;
  protected readonly texts = texts[this.given.verb];
  protected readonly text = signal('');
  protected readonly kind = signal('');
  protected readonly assignee = signal(this.given.assignee ?? '');
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly title = computed(() => {
    const { titles } = this.given;
    const what = titles.length === 1 ? `“${titles[0]}”` : formatCount(titles.length, 'task');
    return `${this.texts.word} ${what}`;
  });

  protected finish(): void {
    const text = this.text().trim();
    const { verb } = this.given;
    if (verb === 'assign') return this.dialog.close({ assignee: this.assignee() || null });
    if (verb === 'complete') return this.dialog.close(text === '' ? {} : { result: text });
    if (/^-(?! )/.test(text)) {
      this.problem.set('It must not begin with a dash.');
      return;
    }
    const kind = blockKinds.find((each) => each === this.kind());
    this.dialog.close({ ...(text !== '' && { reason: text }), ...(kind && { kind }) });
  }
}
