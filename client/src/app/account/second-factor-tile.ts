import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { SecondFactorSetup } from '../../../../server/auth/own-account.contract';
import { PasswordField } from '../session/password-field';
import { Session } from '../session/session';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { CopyButton } from '../ui/copy-button';
import { Field, FieldControl } from '../ui/field';
import { problemOf } from '../ui/problem';
import { Secrets } from '../ui/secret-dialog';
import { Toasts } from '../ui/toasts';
import { OwnAccount } from './own-account';
import { QrCode } from './qr-code';

/** What is being done: nothing, asking for the password, scanning, or one of two things that need a proof. */
type Step = 'rest' | 'password' | 'scan' | 'renew' | 'remove';

/** The second factor of one's own account: set up, confirm, new recovery codes, turn off. */
@Component({
  selector: 'app-second-factor-tile',
  imports: [Badge, Banner, CopyButton, Field, FieldControl, MatButton, PasswordField, QrCode],
  templateUrl: './second-factor-tile.html',
  styleUrl: './second-factor-tile.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecondFactorTile {
  private readonly account = inject(OwnAccount);
  private readonly session = inject(Session);
  private readonly secrets = inject(Secrets);
  private readonly toasts = inject(Toasts);

  protected readonly isOn = computed(() => this.session.me()?.totpEnabled === true);
  protected readonly codesLeft = computed(() => this.session.me()?.recoveryCodesLeft ?? 0);
  protected readonly step = signal<Step>('rest');
  protected readonly setup = signal<SecondFactorSetup | undefined>(undefined);
  protected readonly password = signal('');
  protected readonly code = signal('');
  protected readonly isBusy = signal(false);
  protected readonly mistakes = signal<ReadonlyMap<string, string>>(new Map());
  protected readonly problem = signal<string | undefined>(undefined);
  /** In groups of four, as people type it. */
  protected readonly secretText = computed(
    () => this.setup()?.secret.replaceAll(/(.{4})(?=.)/g, '$1 ') ?? '',
  );

  protected begin(step: Step): void {
    this.forget();
    this.step.set(step);
  }

  protected async start(event: Event): Promise<void> {
    await this.attempt(event, async () => {
      this.setup.set(await this.account.startSecondFactor(this.password()));
      this.password.set('');
      this.step.set('scan');
    });
  }

  protected async confirm(event: Event): Promise<void> {
    await this.attempt(event, async () => {
      const codes = await this.account.confirmSecondFactor(this.code());
      this.begin('rest');
      await this.showCodes(codes);
    });
  }

  protected async prove(event: Event): Promise<void> {
    const proof = { password: this.password(), code: this.code() };
    await this.attempt(event, async () => {
      if (this.step() === 'renew') {
        const codes = await this.account.renewRecoveryCodes(proof);
        this.begin('rest');
        await this.showCodes(codes);
      } else {
        await this.account.removeSecondFactor(proof);
        this.begin('rest');
        this.toasts.succeeded('The second factor is off.');
      }
    });
  }

  private showCodes(codes: readonly string[]): Promise<void> {
    return this.secrets.show({
      title: 'Recovery codes',
      what: 'recovery codes',
      notes: [
        'Each is good for one sign-in when the authenticator is not at hand. Keep them apart from it; earlier ones are void.',
      ],
      lines: codes,
      fileName: 'hermes-recovery-codes.txt',
    });
  }

  private async attempt(event: Event, action: () => Promise<void>): Promise<void> {
    event.preventDefault();
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.mistakes.set(new Map());
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      const problem = problemOf(error);
      const mistakes = new Map(problem.fields);
      if (problem.code === 'wrong_password') mistakes.set('password', problem.message);
      if (problem.code === 'wrong_code') mistakes.set('code', problem.message);
      this.mistakes.set(mistakes);
      if (mistakes.size === 0) this.problem.set(problem.message);
    } finally {
      this.isBusy.set(false);
    }
  }

  /** Nothing that was typed or shown outlives its step. */
  private forget(): void {
    this.setup.set(undefined);
    this.password.set('');
    this.code.set('');
    this.mistakes.set(new Map());
    this.problem.set(undefined);
  }
}
