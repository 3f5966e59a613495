import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { Entrance } from './entrance';
import { LoginForm } from './login-form';
import { sameOriginPath } from './same-origin-path';

@Component({
  selector: 'app-login-page',
  imports: [Entrance, LoginForm],
  template: `<app-entrance title="Sign in">
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
  readonly next = input<string>();

  protected enter(): void {
    void this.router.navigateByUrl(sameOriginPath(this.next()), { replaceUrl: true });
  }
}
