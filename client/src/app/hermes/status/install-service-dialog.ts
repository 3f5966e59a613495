import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  GatewayService,
  InstallGateway,
} from '../../../../../server/hermes-state/status/gateway-setup.contract';
import { Field, FieldControl } from '../../ui/field';
import { WriteTarget } from '../../ui/write-target';

export interface InstallSubject {
  readonly service: GatewayService;
  readonly profile: string;
}

/** Asks how the service is to be installed. Closes with the answer. */
@Component({
  selector: 'app-install-service-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  template: `<h2 mat-dialog-title>Install the gateway's service</h2>
    <mat-dialog-content>
      <app-write-target [profile]="subject.profile" />
      <form id="install-service" novalidate (submit)="take($event)">
        @if (installed(); as unit) {
          <p>
            <code>{{ unit.file }}</code> is there already and is written anew.
          </p>
        } @else if (subject.service.isRoot) {
          <app-field
            label="Scope"
            hint="A service of the system starts at boot, whoever is signed in."
          >
            <select #where appControl (change)="setScope(where.value)">
              <option value="user">Of the user who runs this console</option>
              <option value="system">Of the system</option>
            </select>
          </app-field>
        }
        @if (scope() === 'system') {
          <app-field label="Runs as user" hint="Who owns the home of Hermes." [error]="mistake()">
            <input
              #user
              appControl
              autocomplete="off"
              spellcheck="false"
              maxlength="32"
              (input)="runAsUser.set(user.value.trim())"
            />
          </app-field>
        }
        <label class="option">
          <input
            type="checkbox"
            [checked]="startOnLogin()"
            (change)="startOnLogin.set(!startOnLogin())"
          />
          Start it by itself at {{ scope() === 'system' ? 'boot' : 'login' }}
        </label>
        <label class="option">
          <input type="checkbox" [checked]="startNow()" (change)="startNow.set(!startNow())" />
          Start it now: overdue cron jobs and waiting kanban tasks begin at once
        </label>
      </form>
      <p class="caption soft">
        Runs <code>{{ command() }}</code>
      </p>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
      <button type="submit" form="install-service" matButton="filled">Install service</button>
    </mat-dialog-actions>`,
  styleUrl: './gateway-dialog.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InstallServiceDialog {
  protected readonly subject = inject<InstallSubject>(MAT_DIALOG_DATA);
  private readonly dialog =
    inject<MatDialogRef<InstallServiceDialog, InstallGateway>>(MatDialogRef);

  protected readonly installed = signal(this.subject.service.units[0]);
  protected readonly scope = signal<InstallGateway['scope']>(this.installed()?.scope ?? 'user');
  protected readonly runAsUser = signal('');
  protected readonly startNow = signal(false);
  protected readonly startOnLogin = signal(true);
  private readonly wasTried = signal(false);
  private readonly isUserFine = computed(
    () => this.scope() === 'user' || /^[a-z_][a-z0-9_-]{0,31}$/.test(this.runAsUser()),
  );
  protected readonly mistake = computed(() =>
    this.wasTried() && !this.isUserFine() ? 'The name of a user of the server.' : undefined,
  );
  protected readonly command = computed(() =>
    [
      `hermes -p ${this.subject.profile} gateway install`,
      ...(this.installed() ? ['--force'] : []),
      ...(this.scope() === 'system' ? ['--system', '--run-as-user', this.runAsUser() || '…'] : []),
      this.startNow() ? '--start-now' : '--no-start-now',
      this.startOnLogin() ? '--start-on-login' : '--no-start-on-login',
    ].join(' '),
  );

  protected setScope(scope: string): void {
    this.scope.set(scope === 'system' ? 'system' : 'user');
  }

  protected take(event: Event): void {
    event.preventDefault();
    this.wasTried.set(true);
    if (!this.isUserFine()) return;
    this.dialog.close({
      scope: this.scope(),
      ...(this.scope() === 'system' && { runAsUser: this.runAsUser() }),
      startNow: this.startNow(),
      startOnLogin: this.startOnLogin(),
      isForced: this.installed() !== undefined,
    });
  }
}
