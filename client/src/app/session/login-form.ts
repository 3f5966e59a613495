import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from '../ui/banner';
import { Field, FieldControl } from '../ui/field';
import { type Problem, problemOf } from '../ui/problem';
import { Session } from './session';

/** User name and password, friendly to password managers. */
@Component({
  selector: 'app-login-form',
  imports: [Banner, Field, FieldControl, MatButton],
  templateUrl: './login-form.html',
  styles: `
    form {
      display: grid;
      gap: var(--space-4);
    }
    .password {
      position: relative;
      display: grid;
    }
    .password .control {
      padding-right: 4rem;
    }
    .password button {
      position: absolute;
      inset: 0 3px 0 auto;
      margin: auto 0;
      font-size: var(--text-caption);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoginForm {
  private readonly session = inject(Session);
  private readonly passwordBox = viewChild.required<ElementRef<HTMLInputElement>>('password');
  private countdown: ReturnType<typeof setInterval> | undefined;

  readonly signedIn = output();

  protected readonly isBusy = signal(false);
  protected readonly isCapsLockOn = signal(false);
  protected readonly isPasswordShown = signal(false);
  protected readonly waitSeconds = signal(0);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly submitLabel = computed(() => {
    if (this.waitSeconds() > 0) return `Try again in ${this.waitSeconds()} s`;
    return this.isBusy() ? 'Signing in…' : 'Sign in';
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.countdown));
  }

  protected async signIn(event: Event, username: string, password: string): Promise<void> {
    event.preventDefault();
    if (this.isBusy() || this.waitSeconds() > 0) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      await this.session.signIn({ username, password });
      this.signedIn.emit();
    } catch (error) {
      this.explain(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }

  protected noticeCapsLock(event: KeyboardEvent): void {
    this.isCapsLockOn.set(event.getModifierState('CapsLock'));
  }

  private explain(problem: Problem): void {
    this.problem.set(problem);
    if (problem.status === 429) this.wait(problem.retryAfterSeconds ?? 60);
    else this.passwordBox().nativeElement.select();
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
