import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  AdministratorView,
  IssuedPassword,
} from '../../../../server/auth/administrators.contract';
import { Confirm, type Question } from '../ui/confirm';
import { formatCount } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Secrets } from '../ui/secret-dialog';
import { Toasts } from '../ui/toasts';
import {
  AdministratorDialog,
  type AdministratorOutcome,
  type AdministratorSubject,
} from './administrator-dialog';
import { AdministratorsStore } from './administrators-store';

/** What can be done with administrators, each with the questions it needs. */
@Injectable()
export class AdministratorActions {
  private readonly store = inject(AdministratorsStore);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly secrets = inject(Secrets);
  private readonly toasts = inject(Toasts);

  async create(): Promise<void> {
    const outcome = await this.openDialog({ store: this.store });
    if (outcome && 'issued' in outcome) await this.showPassword(outcome.issued);
  }

  async edit(administrator: AdministratorView): Promise<void> {
    const outcome = await this.openDialog({ store: this.store, administrator });
    if (outcome && 'changed' in outcome)
      this.toasts.succeeded(`Saved ${outcome.changed.username}.`);
  }

  async disable(administrator: AdministratorView): Promise<void> {
    await this.afterAsking(
      {
        title: `Disable ${administrator.username}?`,
        consequences: [
          `Signing in is refused from now on, and ${sessionsOf(administrator)} at once. The account can be enabled again later.`,
        ],
        confirm: 'Disable administrator',
        isDangerous: true,
      },
      async () => {
        await this.store.change(administrator.id, {
          disabled: true,
          version: administrator.version,
        });
        this.toasts.succeeded(`Disabled ${administrator.username}.`);
      },
      'The administrator was not disabled.',
    );
  }

  async enable(administrator: AdministratorView): Promise<void> {
    await this.attempt('The administrator was not enabled.', async () => {
      await this.store.change(administrator.id, {
        disabled: false,
        version: administrator.version,
      });
      this.toasts.succeeded(`Enabled ${administrator.username}.`);
    });
  }

  async resetPassword(administrator: AdministratorView): Promise<void> {
    await this.afterAsking(
      {
        title: `Reset the password of ${administrator.username}?`,
        consequences: [
          `A new password is made and shown once; the old one is refused, and ${sessionsOf(administrator)} at once.`,
          'It has to be changed after the next sign-in.',
        ],
        confirm: 'Reset password',
        isDangerous: true,
      },
      async () => this.showPassword(await this.store.resetPassword(administrator)),
      'The password was not reset.',
    );
  }

  async resetSecondFactor(administrator: AdministratorView): Promise<void> {
    await this.afterAsking(
      {
        title: `Take the second factor from ${administrator.username}?`,
        consequences: [
          'For somebody who has lost the authenticator and the recovery codes. The password alone is enough from then on.',
          'Make sure that it is this person who asks.',
        ],
        confirm: 'Take second factor away',
        isDangerous: true,
      },
      async () => {
        await this.store.resetSecondFactor(administrator);
        this.toasts.succeeded(`${administrator.username} has no second factor any more.`);
      },
      'The second factor was not taken away.',
    );
  }

  async endSessions(administrator: AdministratorView): Promise<void> {
    await this.afterAsking(
      {
        title: `Sign ${administrator.username} out everywhere?`,
        consequences: [`${formatCount(administrator.sessions, 'session')} end at once.`],
        confirm: 'End sessions',
      },
      async () => {
        await this.store.endSessions(administrator);
        this.toasts.succeeded(`Signed ${administrator.username} out.`);
      },
      'The sessions were not ended.',
    );
  }

  async remove(administrator: AdministratorView): Promise<void> {
    await this.afterAsking(
      {
        title: `Delete ${administrator.username}?`,
        consequences: [
          `The account is gone for good, and ${sessionsOf(administrator)} at once.`,
          'What this administrator did stays in the events.',
        ],
        confirm: 'Delete administrator',
        isDangerous: true,
        typedName: administrator.username,
      },
      async () => {
        await this.store.remove(administrator);
        this.toasts.succeeded(`Deleted ${administrator.username}.`);
      },
      'The administrator was not deleted.',
    );
  }

  private openDialog(subject: AdministratorSubject): Promise<AdministratorOutcome | undefined> {
    const opened = this.dialog.open<
      AdministratorDialog,
      AdministratorSubject,
      AdministratorOutcome
    >(AdministratorDialog, { data: subject, width: '30rem' });
    return firstValueFrom(opened.afterClosed());
  }

  private async showPassword({ administrator, password }: IssuedPassword): Promise<void> {
    if (password === undefined) return;
    await this.secrets.show({
      title: `Password of ${administrator.username}`,
      what: 'password',
      notes: [
        `Hand it to ${administrator.displayName} in a safe way. It has to be changed after signing in with it.`,
      ],
      lines: [password],
    });
  }

  private async afterAsking(
    question: Question,
    action: () => Promise<void>,
    failure: string,
  ): Promise<void> {
    if (await this.confirm.ask(question)) await this.attempt(failure, action);
  }

  /** A failure of the server is told and ends the action; the list then shows how things stand. */
  private async attempt(failure: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.toasts.failed(failure, problemOf(error));
    }
  }
}

const sessionsOf = ({ sessions }: AdministratorView): string =>
  sessions === 1 ? 'the open session ends' : `all open sessions (${sessions}) end`;
