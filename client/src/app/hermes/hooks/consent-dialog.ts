import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { ShellHook } from '../../../../../server/hermes-state/hooks/hooks.contract';
import { Banner } from '../../ui/banner';
import { type Problem, problemOf } from '../../ui/problem';
import { TimeStamp } from '../../ui/time-stamp';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';
import { HookTextPart } from './hook-text-part';
import { scriptTitle } from './hook-wording';

export interface AskedConsent {
  readonly hook: ShellHook;
  /** Of the allowlist. */
  readonly version: string;
}

/** Shows what would run, and takes consent to exactly that. Closes with `true` when it was given. */
@Component({
  selector: 'app-consent-dialog',
  imports: [Banner, HookTextPart, MatButton, MatDialogModule, TimeStamp, WriteTarget],
  template: `<h2 mat-dialog-title>Consent to this command?</h2>
    <mat-dialog-content>
      @if (problem(); as problem) {
        <app-banner tone="bad" icon="error" role="alert">{{ problem.message }}</app-banner>
      }
      <code class="block-code">{{ hook.command }}</code>
      <dl class="facts">
        <dt>Event</dt>
        <dd>
          <code>{{ hook.event }}</code>
        </dd>
        <dt>Matcher</dt>
        <dd>
          @if (hook.matcher; as matcher) {
            <code>{{ matcher }}</code>
          } @else {
            none
          }
          <span class="soft">&ngsp;(consent holds for every matcher)</span>
        </dd>
        <dt>Script</dt>
        <dd>
          {{ script }}
          @if (hook.script?.modifiedAt; as at) {
            <span class="soft">&ngsp;changed <app-time [at]="at" /></span>
          }
        </dd>
      </dl>
      <app-banner tone="warning" icon="shield">
        Hermes runs it without asking, with all rights of the user it runs as, each time the event
        comes. A script that is changed later runs all the same.
      </app-banner>
      @if (hook.script?.isShowable) {
        <app-hook-text-part
          label="Script"
          path="hooks/script"
          [params]="{ event: hook.event, index: '' + hook.index }"
        />
      }
      <label class="agree">
        <input
          #box
          type="checkbox"
          [checked]="isAgreed()"
          (change)="isAgreed.set(box.checked)"
        /><span>I have read the command, and Hermes may run it.</span>
      </label>
      <app-write-target [profile]="scope.profile()" />
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" cdkFocusInitial [mat-dialog-close]="undefined">
        Not now
      </button>
      <button
        type="button"
        matButton="filled"
        [disabled]="!isAgreed() || isBusy()"
        [title]="isAgreed() ? '' : 'Tick the box first.'"
        (click)="consent()"
      >
        Consent to command
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    dd {
      overflow-wrap: anywhere;
    }
    .agree {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
      font-weight: var(--weight-medium);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConsentDialog {
  private readonly http = inject(HttpClient);
  private readonly dialog = inject<MatDialogRef<ConsentDialog, boolean>>(MatDialogRef);
  private readonly given = inject<AskedConsent>(MAT_DIALOG_DATA);
  protected readonly scope = inject(ProfileScope);
  protected readonly hook = this.given.hook;
  protected readonly script = scriptTitle(this.hook) || 'none';
  protected readonly isAgreed = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);

  protected async consent(): Promise<void> {
    const { event, index, commandId, script } = this.hook;
    this.isBusy.set(true);
    try {
      await firstValueFrom(
        this.http.put(
          '/api/admin/hermes/hooks/consent',
          { event, index, commandId, scriptModifiedAt: script?.modifiedAt ?? null },
          {
            params: { profile: this.scope.profile() },
            headers: { 'if-match': `"${this.given.version}"` },
          },
        ),
      );
      this.dialog.close(true);
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
