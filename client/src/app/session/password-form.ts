import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  Injector,
  output,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from '../ui/banner';
import { type Problem, problemOf } from '../ui/problem';
import { PasswordField } from './password-field';
import { Session } from './session';

type PasswordFieldName = 'currentPassword' | 'newPassword' | 'repetition';

/** Changes one's own password. */
@Component({
  selector: 'app-password-form',
  imports: [Banner, MatButton, PasswordField],
  template: `<form novalidate (submit)="change($event)">
    @if (problem(); as problem) {
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
    <button matButton="filled" type="submit" [disabled]="isBusy()">
      {{ isBusy() ? 'Changing…' : 'Change password' }}
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
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);

  readonly changed = output();

  protected readonly current = signal('');
  protected readonly wanted = signal('');
  protected readonly repetition = signal('');
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly mistakes = signal<ReadonlyMap<string, string>>(new Map());

  protected async change(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isBusy()) return;
    this.problem.set(undefined);
    this.mistakes.set(this.findMistakes());
    if (this.mistakes().size > 0) return this.focusFirstMistake();
    this.isBusy.set(true);
    try {
      await this.session.changePassword({
        currentPassword: this.current(),
        newPassword: this.wanted(),
      });
      this.clear();
      this.changed.emit();
    } catch (error) {
      this.explain(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
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

  private explain(problem: Problem): void {
    const mistakes = new Map(problem.fields);
    if (problem.code === 'wrong_password') mistakes.set('currentPassword', problem.message);
    this.mistakes.set(mistakes);
    if (mistakes.size === 0) this.problem.set(problem);
    else this.focusFirstMistake();
  }

  private clear(): void {
    for (const field of [this.current, this.wanted, this.repetition]) field.set('');
  }

  private focusFirstMistake(): void {
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      { injector: this.injector },
    );
  }
}
