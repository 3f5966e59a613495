import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { Banner } from '../ui/banner';
import { Entrance } from './entrance';
import { LoginForm } from './login-form';
import { sameOriginPath } from './same-origin-path';
import { Session } from './session';

@Component({
  selector: 'app-login-page',
  imports: [Banner, Entrance, LoginForm],
  template: `<app-entrance title="Sign in">
    @if (session.isRefusedByName()) {
      <app-banner tone="warning" icon="warning">
        The proxy in front of the console has signed you in, but no account here with your name may
        come in. Ask an administrator for one, or use another account and its password.
      </app-banner>
    }
    <app-login-form (signedIn)="enter()" />
    <p class="caption soft">
      The password is the one set as <code>HERMES_ADMIN_PASSWORD</code>. Without that setting, it
      was written at the first start to the file <code>admin-password</code> in the data folder. The
      user name is <code>admin</code> unless <code>HERMES_ADMIN_USERNAME</code> says otherwise.
    </p>
  </app-entrance>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoginPage {
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  readonly next = input<string>();

  protected enter(): void {
    void this.router.navigateByUrl(sameOriginPath(this.next()), { replaceUrl: true });
  }
}
