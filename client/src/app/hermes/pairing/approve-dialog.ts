import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import type { PairingRequest } from '../../../../../server/hermes-state/pairing/pairing.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { type Problem, problemOf } from '../../ui/problem';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';
import { requestName } from './pairing-view';

/** Asks for the code that only the user knows, and closes with the job that lets the user in. */
@Component({
  selector: 'app-approve-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  template: `<h2 mat-dialog-title>Approve {{ who }}</h2>
    <mat-dialog-content>
      @if (refusal(); as problem) {
        <app-banner tone="bad" icon="error" role="alert">{{ problem.message }}</app-banner>
      }
      <app-write-target [profile]="scope.profile()" />
      <p>
        On {{ request.platform }}, Hermes told this user a code. Let the user read it out to you by
        a way you trust: whoever has the code is let in. If .env names the users of this platform,
        Hermes adds this one.
      </p>
      <form id="approve-form" novalidate autocomplete="off" (submit)="submit($event)">
        <app-field label="Code" hint="Eight letters and digits" [error]="mistake()">
          <input
            #typed
            appControl
            cdkFocusInitial
            class="code"
            autocomplete="off"
            data-1p-ignore
            data-lpignore="true"
            spellcheck="false"
            autocapitalize="characters"
            maxlength="20"
            [value]="code()"
            (input)="code.set(typed.value)"
          />
        </app-field>
      </form>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
      <button type="submit" form="approve-form" matButton="filled" [disabled]="isBusy()">
        {{ isBusy() ? 'Asking…' : 'Approve user' }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .code {
      max-width: 14rem;
      letter-spacing: 0.1em;
      text-transform: uppercase;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApproveDialog {
  private readonly http = inject(HttpClient);
  private readonly dialog = inject<MatDialogRef<ApproveDialog, Job>>(MatDialogRef);
  protected readonly scope = inject(ProfileScope);
  protected readonly request = inject<PairingRequest>(MAT_DIALOG_DATA);

  protected readonly who = requestName(this.request);
  protected readonly code = signal('');
  protected readonly isTried = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<Problem | undefined>(undefined);
  private readonly isWhole = computed(() => this.code().replaceAll(/[\s-]/g, '').length === 8);
  protected readonly mistake = computed(() => {
    const refused = this.refusal()?.fields.get('code');
    if (refused !== undefined) return refused;
    return this.isTried() && !this.isWhole() ? 'A code has eight letters and digits.' : undefined;
  });

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    this.isTried.set(true);
    if (!this.isWhole() || this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      const { platform, id } = this.request;
      const answer = this.http.post<Job>(
        '/api/admin/hermes/pairing/approve',
        { platform, id, code: this.code() },
        { params: { profile: this.scope.profile() } },
      );
      this.dialog.close(await firstValueFrom(answer));
    } catch (error) {
      this.refusal.set(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
