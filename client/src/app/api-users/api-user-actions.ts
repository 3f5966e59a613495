import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { ApiUserView, IssuedKey } from '../../../../server/api-users/api-users.contract';
import { Confirm } from '../ui/confirm-dialog';
import { formatCount } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';
import { ApiUserSheet, type SheetOutcome, type SheetSubject } from './api-user-sheet';
import { ApiUsersStore } from './api-users-store';
import { NewKeyDialog } from './new-key-dialog';

/** What an administrator can do with API users, each with the questions it needs. */
@Injectable()
export class ApiUserActions {
  private readonly store = inject(ApiUsersStore);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);

  async create(): Promise<void> {
    const outcome = await this.openSheet({ store: this.store });
    if (outcome && 'issued' in outcome) await this.showKey(outcome.issued);
  }

  async edit(user: ApiUserView): Promise<void> {
    const outcome = await this.openSheet({ store: this.store, user });
    if (outcome && 'changed' in outcome)
      this.toasts.succeeded(`Saved ${outcome.changed.displayName}.`);
  }

  async rotate(user: ApiUserView): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Rotate the key of ${user.displayName}?`,
      consequences: [
        'The old key dies at once: whoever still uses it gets 410 Gone.',
        `It answered ${formatCount(user.usage.requestsLastMinute, 'request')} in the last minute. Counters, limits and logs stay.`,
      ],
      confirm: 'Rotate key',
      isDangerous: true,
      typedName: user.displayName,
    });
    if (!confirmed) return;
    const issued = await this.attempt('The key was not rotated.', () => this.store.rotate(user));
    if (issued) await this.showKey(issued);
  }

  async revoke(user: ApiUserView): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Revoke the key of ${user.displayName}?`,
      consequences: [
        'New requests are refused with 410 Gone within a second. The user can be restored later with the same key.',
      ],
      confirm: 'Revoke key',
      isDangerous: true,
      option: 'Also end requests that are running now',
    });
    if (!confirmed) return;
    await this.attempt('The key was not revoked.', async () => {
      await this.store.revoke(user, { endStreams: confirmed.isOptionChosen });
      this.toasts.succeeded(`Revoked the key of ${user.displayName}.`);
    });
  }

  async restore(user: ApiUserView): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Restore ${user.displayName}?`,
      consequences: ['The key works again, as before.'],
      confirm: 'Restore user',
    });
    if (!confirmed) return;
    await this.attempt('The user was not restored.', async () => {
      await this.store.restore(user);
      this.toasts.succeeded(`Restored ${user.displayName}.`);
    });
  }

  async remove(user: ApiUserView): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Delete ${user.displayName}?`,
      consequences: [
        'The user and its key are gone for good, and its counters with them.',
        'Its requests stay in the audit log until the retention ends.',
      ],
      confirm: 'Delete user',
      isDangerous: true,
      typedName: user.displayName,
    });
    if (!confirmed) return;
    await this.attempt('The user was not deleted.', async () => {
      await this.store.remove(user);
      this.toasts.succeeded(`Deleted ${user.displayName}.`);
    });
  }

  private openSheet(subject: SheetSubject): Promise<SheetOutcome | undefined> {
    const sheet = this.dialog.open<ApiUserSheet, SheetSubject, SheetOutcome>(ApiUserSheet, {
      data: subject,
      disableClose: true,
      position: { top: '0', right: '0' },
      height: '100dvh',
      width: '32rem',
      maxWidth: '100vw',
      panelClass: 'sheet',
    });
    return firstValueFrom(sheet.afterClosed());
  }

  private async showKey(issued: IssuedKey): Promise<void> {
    const dialog = this.dialog.open(NewKeyDialog, {
      data: { issued },
      disableClose: true,
      closeOnNavigation: false,
      width: '42rem',
    });
    await firstValueFrom(dialog.afterClosed());
  }

  /** A failure of the server is told and ends the action; the list then shows how things stand. */
  private async attempt<Result>(
    failure: string,
    action: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await action();
    } catch (error) {
      this.toasts.failed(failure, problemOf(error));
      return undefined;
    }
  }
}
