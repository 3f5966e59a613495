import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { SignOut } from '../shell/sign-out';
import { Entrance } from './entrance';
import { PasswordForm } from './password-form';
import { sameOriginPath } from './same-origin-path';
import { Session } from './session';

/** Where somebody with a password that was given to him chooses his own. Nothing else is open to him. */
@Component({
  selector: 'app-new-password-page',
  imports: [Entrance, PasswordForm],
  template: `<app-entrance title="Choose your password">
    <p class="soft">
      The password of <strong>{{ session.username() }}</strong> was given to you. Choose one that
      only you know; then the console opens.
    </p>
    <app-password-form (changed)="enter()" />
    @if (session.canSignOut()) {
      <button type="button" class="quiet" (click)="signOut.now()">Sign out</button>
    }
  </app-entrance>`,
  styles: `
    .quiet {
      justify-self: start;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewPasswordPage {
  protected readonly session = inject(Session);
  protected readonly signOut = inject(SignOut);
  private readonly router = inject(Router);
  readonly next = input<string>();

  protected enter(): void {
    void this.router.navigateByUrl(sameOriginPath(this.next()), { replaceUrl: true });
  }
}
