import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { Brand } from '../ui/brand';
import { PasswordForm } from './password-form';
import { sameOriginPath } from './same-origin-path';
import { Session } from './session';

/** Where somebody with a password that was given to him chooses his own. Nothing else is open to him. */
@Component({
  selector: 'app-new-password-page',
  imports: [Brand, PasswordForm],
  template: `<main>
    <app-brand />
    <div class="panel">
      <h1>Choose your password</h1>
      <p class="soft">
        The password of <strong>{{ session.username() }}</strong> was given to you. Choose one that
        only you know; then the console opens.
      </p>
      <app-password-form (changed)="enter()" />
      <button type="button" class="quiet" (click)="signOut()">Sign out</button>
    </div>
  </main>`,
  styles: `
    main {
      display: grid;
      align-content: center;
      gap: var(--space-5);
      width: min(26rem, 100% - 2 * var(--space-4));
      min-height: 100dvh;
      margin: 0 auto;
      padding: var(--space-6) 0 12vh;
    }
    .panel {
      display: grid;
      gap: var(--space-5);
      padding: var(--space-6);
    }
    .quiet {
      justify-self: start;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewPasswordPage {
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  readonly next = input<string>();

  protected enter(): void {
    void this.router.navigateByUrl(sameOriginPath(this.next()), { replaceUrl: true });
  }

  protected async signOut(): Promise<void> {
    await this.session.signOut();
    await this.router.navigate(['/login']);
  }
}
