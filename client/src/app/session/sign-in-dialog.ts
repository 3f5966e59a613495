import { ChangeDetectionStrategy, Component, inject, type Injector, signal } from '@angular/core';
import { MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { LoginForm } from './login-form';
import { LostAction } from './lost-action';
import { PasswordForm } from './password-form';
import { Session } from './session';

/** Signs in over the page, which keeps its forms. */
@Component({
  selector: 'app-sign-in-dialog',
  imports: [LoginForm, MatDialogModule, PasswordForm],
  template: `<h2 mat-dialog-title>Sign in to go on</h2>
    <mat-dialog-content>
      <p class="soft">
        Your session has ended. What you typed on this page is still there.
        @if (isLost()) {
          The last action was not carried out.
        }
      </p>
      @if (isByProxy) {
        <p>
          The proxy in front of the console signed you in, and does so no longer. Open this page in
          another tab to sign in there, come back, and go on.
        </p>
        @if (isStillOut()) {
          <p role="alert">It does not say who you are yet.</p>
        }
        <button type="button" class="quiet" (click)="goOnByProxy()">I have signed in there</button>
      }
      @if (isChoosingPassword()) {
        <p>Your password was given to you. Choose one that only you know.</p>
        <app-password-form (changed)="dialog.close()" />
      } @else {
        <app-login-form [knownName]="name" (signedIn)="goOn()" />
      }
      <button type="button" class="quiet" (click)="leave()">Leave this page</button>
    </mat-dialog-content>`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-4);
    }
    .quiet {
      justify-self: start;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInDialog {
  protected readonly dialog = inject(MatDialogRef);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  protected readonly isLost = inject(LostAction).isLost;
  /** Of the one whose session ended; another one may sign in as well. */
  protected readonly name = this.session.me()?.username ?? '';
  protected readonly isByProxy = this.session.isByProxy();
  protected readonly isStillOut = signal(false);
  protected readonly isChoosingPassword = signal(false);

  protected goOn(): void {
    if (this.session.mustChangePassword()) this.isChoosingPassword.set(true);
    else this.dialog.close();
  }

  protected async goOnByProxy(): Promise<void> {
    this.isStillOut.set(false);
    // Without an answer he is as much out as before.
    const isBack = await this.session.resume().catch(() => false);
    this.isStillOut.set(!isBack);
    if (isBack) this.goOn();
  }

  protected leave(): void {
    this.dialog.close();
    void this.router.navigate(['/login'], { queryParams: { next: this.router.url } });
  }
}

/** Resolves when the dialog is gone. */
export async function openSignInDialog(injector: Injector): Promise<void> {
  const isKnown = injector.get(Session).me() !== undefined;
  const opened = injector.get(MatDialog).open(SignInDialog, {
    autoFocus: isKnown ? 'input[name="password"]' : 'first-tabbable',
    disableClose: true,
    closeOnNavigation: false,
    width: '24rem',
  });
  await firstValueFrom(opened.afterClosed());
}
