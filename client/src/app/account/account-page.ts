import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { PasswordForm } from '../session/password-form';
import { Session } from '../session/session';
import { PageHeader } from '../ui/page-header';
import { Toasts } from '../ui/toasts';
import { AccessTokensTile } from './access-tokens-tile';
import { OwnAccount } from './own-account';
import { PreferencesTile } from './preferences-tile';
import { SecondFactorTile } from './second-factor-tile';
import { SessionsTile } from './sessions-tile';

@Component({
  selector: 'app-account-page',
  imports: [
    AccessTokensTile,
    PageHeader,
    PasswordForm,
    PreferencesTile,
    SecondFactorTile,
    SessionsTile,
  ],
  template: `<app-page-header title="My account" [summary]="summary()" />
    <div class="tiles">
      <app-second-factor-tile />
      <app-preferences-tile />
      <app-sessions-tile />
      <app-access-tokens-tile />
      <section class="panel" aria-label="Password">
        <header><h2>Password</h2></header>
        <div class="content">
          @if (session.isByProxy()) {
            <p class="soft">
              A proxy signs you in. When no proxy does, you are asked for this password and the
              second factor; access tokens ask for the password too. If you have none that you know,
              another administrator can give you one.
            </p>
          }
          @if (session.me()?.fromEnvironment) {
            <p>
              Your password comes from the settings of the server:
              <code>HERMES_ADMIN_PASSWORD</code>, or the file <code>admin-password</code> in its
              data folder. Change it there and restart.
            </p>
          } @else {
            <p class="soft">All other sessions of yours end when you change it.</p>
            <app-password-form (changed)="told()" />
          }
        </div>
      </section>
    </div>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .tiles {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr));
      align-items: start;
      gap: var(--space-4);
      max-width: 76rem;
    }
    header {
      display: flex;
      align-items: center;
      min-height: 2.75rem;
      padding: var(--space-1) var(--space-4);
      border-bottom: var(--hairline);
    }
    .content {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-4);
      font-size: var(--text-table);
    }
    app-password-form {
      max-width: 22rem;
    }
  `,
  providers: [OwnAccount],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountPage {
  protected readonly session = inject(Session);
  private readonly account = inject(OwnAccount);
  private readonly toasts = inject(Toasts);

  protected summary(): string {
    const me = this.session.me();
    if (!me) return '';
    const role = me.role === 'admin' ? 'administrator' : 'viewer, who may read and not change';
    return `${me.displayName === me.username ? '' : `${me.displayName}, `}${me.username}: ${role}`;
  }

  protected told(): void {
    this.account.sessions.reload();
    this.account.tokens.reload();
    this.toasts.succeeded('Your password is changed. Your other sessions have ended.');
  }
}
