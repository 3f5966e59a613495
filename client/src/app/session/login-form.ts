import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from '../ui/banner';
import { Field, FieldControl } from '../ui/field';
import { type Problem, problemOf } from '../ui/problem';
import { PasswordField } from './password-field';
import { Session } from './session';

/** User name and password, and a code when the server asks for one; friendly to password managers. */
@Component({
  selector: 'app-login-form',
  imports: [Banner, Field, FieldControl, MatButton, PasswordField],
  templateUrl: './login-form.html',
  styles: `
    form {
      display: grid;
      gap: var(--space-4);
    }
    .button-row {
      justify-content: space-between;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoginForm {
  private readonly session = inject(Session);
  private readonly injector = inject(Injector);
  private readonly passwordField = viewChild(PasswordField);
  private readonly codeBox = viewChild<ElementRef<HTMLInputElement>>('code');
  private countdown: ReturnType<typeof setInterval> | undefined;

  /** User name to begin with. */
  readonly knownName = input('');
  readonly signedIn = output();

  protected readonly username = linkedSignal(() => this.knownName());
  protected readonly password = signal('');
  /** The server has taken name and password and wants a code as well. */
  protected readonly step = signal<'password' | 'code'>('password');
  protected readonly codeKind = signal<'authenticator' | 'recovery'>('authenticator');
  protected readonly isBusy = signal(false);
  protected readonly waitSeconds = signal(0);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly submitLabel = computed(() => {
    if (this.waitSeconds() > 0) return `Try again in ${this.waitSeconds()} s`;
    return this.isBusy() ? 'Signing in…' : 'Sign in';
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.countdown));
  }

  protected async signIn(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isBusy() || this.waitSeconds() > 0) return;
    // From the form itself: what a password manager fills in is not always announced.
    const typed = new FormData(event.target as HTMLFormElement);
    const textOf = (name: string): string | undefined => {
      const text = typed.get(name);
      return typeof text === 'string' ? text : undefined;
    };
    const login = {
      username: textOf('username') ?? this.username(),
      password: textOf('password') ?? this.password(),
    };
    const code = textOf('code')?.trim();
    this.username.set(login.username);
    this.password.set(login.password);
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      await this.session.signIn({ ...login, ...(code && { code }) });
      this.signedIn.emit();
    } catch (error) {
      this.explain(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }

  protected askFor(kind: 'authenticator' | 'recovery'): void {
    this.codeKind.set(kind);
    this.problem.set(undefined);
    this.selectCode();
  }

  protected startOver(): void {
    this.step.set('password');
    this.codeKind.set('authenticator');
    this.problem.set(undefined);
    this.password.set('');
  }

  private explain(problem: Problem): void {
    if (problem.code === 'second_factor_required' && this.step() === 'password') {
      this.step.set('code');
      return this.selectCode();
    }
    this.problem.set(problem);
    if (problem.status === 429) return this.wait(problem.retryAfterSeconds ?? 60);
    // A code that came too late is one thing; a password that was changed meanwhile starts again.
    if (problem.code === 'invalid_credentials') this.step.set('password');
    if (this.step() === 'code') this.selectCode();
    else this.afterRender(() => this.passwordField()?.select());
  }

  private selectCode(): void {
    this.afterRender(() => this.codeBox()?.nativeElement.select());
  }

  private afterRender(act: () => void): void {
    afterNextRender(act, { injector: this.injector });
  }

  private wait(seconds: number): void {
    const end = Date.now() + seconds * 1000;
    const tick = (): void => {
      this.waitSeconds.set(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
      if (this.waitSeconds() > 0) return;
      clearInterval(this.countdown);
      this.problem.set(undefined);
    };
    clearInterval(this.countdown);
    this.countdown = setInterval(tick, 500);
    tick();
  }
}
