import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { Session } from '../../session/session';
import { Confirm } from '../../ui/confirm';
import { Icon } from '../../ui/icon';
import { ProfileScope } from '../profile-scope';
import { HistoryDialog, type HistoryGiven } from './history-dialog';
import type { TextDraft } from './text-draft';

/** What is done with a text as a whole: its history, leaving a change, and saving it after a look at the difference. */
@Component({
  selector: 'app-text-actions',
  imports: [Icon, MatButton],
  template: `<span class="caption soft" role="status">{{ state() }}</span>
    <button type="button" class="quiet" (click)="showHistory()">
      <app-icon name="history" />History…
    </button>
    @if (session.canChange()) {
      <button
        type="button"
        matButton="outlined"
        [disabled]="!draft().isChanged() || draft().isSaving()"
        (click)="discard()"
      >
        Discard…
      </button>
      <button type="button" matButton="filled" [disabled]="!canSave()" (click)="draft().review()">
        Review and save…
      </button>
    }`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: end;
      gap: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TextActions {
  protected readonly session = inject(Session);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly scope = inject(ProfileScope);
  readonly draft = input.required<TextDraft>();

  protected readonly canSave = computed(() => {
    const draft = this.draft();
    const isBlocked = draft.isSaving() || draft.isUndecided() || draft.theirs() !== undefined;
    return draft.isChanged() && !isBlocked;
  });
  protected readonly state = computed(() => {
    const draft = this.draft();
    if (!this.session.canChange()) return 'Viewers cannot change it';
    if (draft.isSaving()) return 'Saving…';
    if (draft.theirs() !== undefined) return 'Decide the conflict first';
    if (draft.isUndecided()) return 'Decide what stands between <<<<<<< and >>>>>>> first';
    return draft.isChanged() ? 'Not saved yet' : '';
  });

  protected async discard(): Promise<void> {
    const { name } = this.draft().place();
    const confirmed = await this.confirm.ask({
      title: `Discard your changes of ${name}?`,
      consequences: ['What you wrote here and did not save is gone. The file stays as it is.'],
      confirm: 'Discard changes',
      isDangerous: true,
    });
    if (confirmed) this.draft().discard();
  }

  protected async showHistory(): Promise<void> {
    const draft = this.draft();
    const { path, name } = draft.place();
    const opened = this.dialog.open<HistoryDialog, HistoryGiven, string>(HistoryDialog, {
      data: {
        path,
        name,
        profile: this.scope.profile(),
        text: draft.file.value()?.text ?? '',
        refusal: this.refusal(),
      },
      width: '60rem',
      maxWidth: '96vw',
    });
    const id = await firstValueFrom(opened.afterClosed());
    if (id !== undefined) await draft.restore(id);
  }

  private refusal(): string | undefined {
    if (!this.session.canChange()) return 'Only administrators restore.';
    if (this.draft().isChanged()) return 'Save or discard your changes first.';
    return this.draft().isEditable() ? undefined : 'The file cannot be read, nor replaced.';
  }
}
