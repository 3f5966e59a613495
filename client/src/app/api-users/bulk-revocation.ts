import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Confirm } from '../ui/confirm';
import { formatCount } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';
import { runningWording } from './api-user-actions';
import { ApiUserCalls } from './api-user-calls';
import { RevocationOutcome } from './revocation-outcome';

/** As many as the server takes at once. */
export const mostRevokedAtOnce = 200;

/** Revokes the keys of many API users: asks, does it, and tells what became of each. */
@Injectable({ providedIn: 'root' })
export class BulkRevocation {
  private readonly calls = inject(ApiUserCalls);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly toasts = inject(Toasts);

  /** Whether it was done. */
  async run(users: readonly ApiUserView[]): Promise<boolean> {
    const ids = users.map(({ id }) => id);
    const running = await this.calls.running(ids);
    const confirmed = await this.confirm.ask({
      title: `Revoke the keys of ${formatCount(users.length, 'API user')}?`,
      consequences: [
        'New requests are refused with 410 Gone within a second. Each user can be restored later with the same key.',
        runningWording(running && [...running.values()].reduce((sum, count) => sum + count, 0)),
      ],
      affected: users.map((user) => affectedWording(user, running?.get(user.id))),
      confirm: `Revoke ${formatCount(users.length, 'key')}`,
      isDangerous: true,
      option: 'Also end requests that are running now',
    });
    if (!confirmed) return false;
    try {
      const outcome = await this.calls.revokeMany(ids, { endStreams: confirmed.isOptionChosen });
      const names = new Map(users.map(({ id, displayName }) => [id, displayName]));
      const shown = this.dialog.open(RevocationOutcome, {
        data: { outcome, names },
        width: '32rem',
      });
      await firstValueFrom(shown.afterClosed());
      return true;
    } catch (error) {
      this.toasts.failed('No key was revoked.', problemOf(error));
      return false;
    }
  }
}

function affectedWording(
  { displayName, status }: ApiUserView,
  running: number | undefined,
): string {
  if (status === 'revoked') return `${displayName}: revoked already`;
  return running ? `${displayName}: ${formatCount(running, 'request')} running` : displayName;
}
