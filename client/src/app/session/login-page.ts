import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { Brand } from '../ui/brand';
import { LoginForm } from './login-form';
import { sameOriginPath } from './same-origin-path';

@Component({
  selector: 'app-login-page',
  imports: [Brand, LoginForm],
  template: `<main>
    <app-brand />
    <div class="panel">
      <h1>Sign in</h1>
      <app-login-form (signedIn)="enter()" />
      <p class="caption soft">
        The password is the one set as <code>HERMES_ADMIN_PASSWORD</code>. Without that setting, it
        was written at the first start to the file <code>admin-password</code> in the data folder.
        The user name is <code>admin</code> unless <code>HERMES_ADMIN_USERNAME</code> says
        otherwise.
      </p>
    </div>
  </main>`,
  styles: `
    main {
      display: grid;
      align-content: center;
      gap: var(--space-5);
      width: min(24rem, 100% - 2 * var(--space-4));
      min-height: 100dvh;
      margin: 0 auto;
      padding: var(--space-6) 0 12vh;
    }
    .panel {
      display: grid;
      gap: var(--space-5);
      padding: var(--space-6);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoginPage {
  private readonly router = inject(Router);
  readonly next = input<string>();

  protected enter(): void {
    void this.router.navigateByUrl(sameOriginPath(this.next()), { replaceUrl: true });
  }
}
