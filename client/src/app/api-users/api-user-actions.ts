import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  ApiUserDetail,
  ApiUserView,
  IssuedKey,
} from '../../../../server/api-users/api-users.contract';
import { Confirm } from '../ui/confirm';
import { formatCount, formatNumber } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';
import { ApiUserCalls, type Logged } from './api-user-calls';
import { ApiUserSheet, type SheetOutcome, type SheetSubject } from './api-user-sheet';
import { NewKeyDialog } from './new-key-dialog';

/** What an administrator can do with an API user, each with the question it needs. */
@Injectable({ providedIn: 'root' })
export class ApiUserActions {
  private readonly calls = inject(ApiUserCalls);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);

  async create(): Promise<void> {
    const outcome = await this.openSheet({});
    if (outcome && 'issued' in outcome) await this.showKey(outcome.issued);
  }

  async edit(user: ApiUserView): Promise<void> {
    const outcome = await this.openSheet({ user });
    if (outcome && 'changed' in outcome)
      this.toasts.succeeded(`Saved ${outcome.changed.displayName}.`);
  }

  async rotate(user: ApiUserView): Promise<void> {
    // As it is now: the list may be some seconds old. Whoever cannot be asked is no reason to keep a leaked key.
    const detail = await this.calls.find(user.id).catch(() => undefined);
    const confirmed = await this.confirm.ask({
      title: `Rotate the key of ${user.displayName}?`,
      consequences: [
        'The old key dies at once: whoever still uses it gets 410 Gone.',
        keyUseWording(detail),
        'Counters, limits and logs stay.',
        ...(user.status === 'revoked'
          ? ['The user is revoked: the new key works once the user is restored.']
          : []),
      ],
      confirm: 'Rotate key',
      isDangerous: true,
      typedName: user.displayName,
    });
    if (!confirmed) return;
    const issued = await this.attempt('The key was not rotated.', () =>
      this.calls.rotate(detail ?? user),
    );
    if (issued) await this.showKey(issued);
  }

  async revoke(user: ApiUserView): Promise<void> {
    const running = (await this.calls.running([user.id]))?.get(user.id);
    const confirmed = await this.confirm.ask({
      title: `Revoke the key of ${user.displayName}?`,
      consequences: [
        'New requests are refused with 410 Gone within a second. The user can be restored later with the same key.',
        runningWording(running),
      ],
      confirm: 'Revoke key',
      isDangerous: true,
      option: 'Also end requests that are running now',
    });
    if (!confirmed) return;
    await this.attempt('The key was not revoked.', async () => {
      await this.calls.revoke(user, { endStreams: confirmed.isOptionChosen });
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
      await this.calls.restore(user);
      this.toasts.succeeded(`Restored ${user.displayName}.`);
    });
  }

  /** Whether it is gone. */
  async remove(user: ApiUserView): Promise<boolean> {
    const logged = await this.calls.logged(user.id);
    const confirmed = await this.confirm.ask({
      title: `Delete ${user.displayName}?`,
      consequences: [
        'The user and its key are gone for good, and its counters with them. Whoever uses the key gets 401, and requests that are running are ended.',
        loggedWording(user, logged),
      ],
      confirm: 'Delete user',
      isDangerous: true,
      typedName: user.displayName,
    });
    if (!confirmed) return false;
    const isGone = await this.attempt('The user was not deleted.', async () => {
      await this.calls.remove(user);
      this.toasts.succeeded(`Deleted ${user.displayName}.`);
      return true;
    });
    return isGone === true;
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

  /** A failure of the server is told and ends the action; what is on screen then shows how things stand. */
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

function keyUseWording(detail: ApiUserDetail | undefined): string {
  if (!detail) return 'How many requests used it in the last hour could not be found out.';
  const { requestsLastHour, hasMore } = detail.keyUse;
  if (hasMore)
    return `More than ${formatNumber(requestsLastHour)} requests used it in the last hour.`;
  return requestsLastHour === 0
    ? 'No request used it in the last hour.'
    : `${formatCount(requestsLastHour, 'request')} used it in the last hour.`;
}

export function runningWording(running: number | undefined): string {
  if (running === undefined) return 'Which requests are running now could not be found out.';
  return running === 0
    ? 'No request is running now.'
    : `${formatCount(running, 'request is', 'requests are')} running now, and will be answered unless you end them.`;
}

function loggedWording({ displayName }: ApiUserView, logged: Logged | undefined): string {
  if (!logged)
    return `Its requests stay in the audit log under the name ${displayName} until the retention ends.`;
  const { count, hasMore } = logged.count;
  const days = formatCount(logged.retentionDays, 'day');
  if (count === 0 && !hasMore) return 'Nothing of it is in the audit log.';
  const requests = `${hasMore ? 'More than ' : ''}${formatCount(count, 'request')}`;
  return `${requests} of it stay in the audit log under the name ${displayName}, each until it is ${days} old.`;
}
