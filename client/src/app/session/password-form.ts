import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from '../ui/banner';
import type { Problem } from '../ui/problem';
import { type Mistakes, Submission } from '../ui/submission';
import { PasswordField } from './password-field';
import { Session } from './session';

type PasswordFieldName = 'currentPassword' | 'newPassword' | 'repetition';

/** Changes one's own password. */
@Component({
  selector: 'app-password-form',
  imports: [Banner, MatButton, PasswordField],
  template: `<form novalidate (submit)="change($event)">
    @if (submission.problem(); as problem) {
      <app-banner tone="bad" icon="error" role="alert">{{ problem.message }}</app-banner>
    }
    <input hidden autocomplete="username" [value]="session.username()" />
    <app-password-field
      label="Current password"
      name="currentPassword"
      [error]="mistakes().get('currentPassword')"
      [(value)]="current"
    />
    <app-password-field
      label="New password"
      name="newPassword"
      autocomplete="new-password"
      hint="At least 16 characters; a few words in a row will do"
      [error]="mistakes().get('newPassword')"
      [(value)]="wanted"
    />
    <app-password-field
      label="New password again"
      name="repetition"
      autocomplete="new-password"
      [error]="mistakes().get('repetition')"
      [(value)]="repetition"
    />
    <button matButton="filled" type="submit" [disabled]="submission.isBusy()">
      {{ submission.isBusy() ? 'Changing…' : 'Change password' }}
    </button>
  </form>`,
  styles: `
    form {
      display: grid;
      gap: var(--space-4);
    }
    button {
      justify-self: start;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasswordForm {
  protected readonly session = inject(Session);
  protected readonly submission = new Submission();
  readonly changed = output();

  protected readonly current = signal('');
  protected readonly wanted = signal('');
  protected readonly repetition = signal('');
  protected readonly mistakes = this.submission.mistakes;

  protected change(event: Event): void {
    event.preventDefault();
    void this.submission.run(this.findMistakes(), () => this.send(), mistakesIn);
  }

  private async send(): Promise<void> {
    const [currentPassword, newPassword] = [this.current(), this.wanted()];
    await this.session.changePassword({ currentPassword, newPassword });
    for (const field of [this.current, this.wanted, this.repetition]) field.set('');
    this.changed.emit();
  }

  private findMistakes(): Map<PasswordFieldName, string> {
    const mistakes = new Map<PasswordFieldName, string>();
    if (this.current() === '') mistakes.set('currentPassword', 'Enter the password you have now.');
    if (this.wanted().length < 16) mistakes.set('newPassword', 'Use at least 16 characters.');
    else if (this.wanted() === this.current())
      mistakes.set('newPassword', 'Use another one than now.');
    if (this.wanted() !== this.repetition())
      mistakes.set('repetition', 'This differs from the new password.');
    return mistakes;
  }
}

function mistakesIn({ code, fields, message }: Problem): Mistakes {
  return code === 'wrong_password' ? new Map([...fields, ['currentPassword', message]]) : fields;
}
