import type { ComponentType } from '@angular/cdk/portal';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { RemovedAccount } from '../../../../../server/hermes-state/accounts/account-changes.contract';
import type {
  Account,
  AccountPool,
} from '../../../../../server/hermes-state/accounts/accounts.contract';
import { Toasts } from '../../ui/toasts';
import { AddKeyDialog, type AddKeySubject, type NewKey } from './add-key-dialog';
import { nameOf, originOf } from './account-wording';
import { AccountsStore } from './accounts-store';
import { LoginsDialog } from './logins-dialog';
import { RelabelDialog } from './relabel-dialog';
import { type Review, ReviewDialog } from './review-dialog';

/** What an administrator does to accounts: asked for, shown as a change of the file, made, and told. */
@Injectable()
export class AccountActions {
  private readonly dialog = inject(MatDialog);
  private readonly toasts = inject(Toasts);
  private readonly store = inject(AccountsStore);

  /** Logins are interactive: Hermes' own command asks for them, in a terminal on its machine. */
  showLogins(): void {
    this.dialog.open(LoginsDialog, { data: this.store.accounts.value()?.logins, width: '40rem' });
  }

  async addKey(provider?: string): Promise<void> {
    const subject: AddKeySubject = { keyProviders: this.store.keyProviders(), provider };
    const change = await this.open<NewKey>(AddKeyDialog, subject, '32rem');
    if (change === undefined) return;
    await this.review(`Added a key for ${change.provider}.`, {
      title: `Add a key for ${change.provider}?`,
      change,
      confirm: 'Add key',
    });
  }

  async relabel(account: Account): Promise<void> {
    const { place: at } = account;
    const label = await this.open<string>(RelabelDialog, account.label ?? '', '28rem');
    if (label === undefined || at === null) return;
    await this.review(`Changed the label to ${label}.`, {
      title: `Change label to “${label}”?`,
      change: { kind: 'relabel', at, label },
      confirm: 'Change label',
    });
  }

  async reset({ place: at, ...account }: Account): Promise<void> {
    if (at === null) return;
    const name = nameOf({ place: at, ...account });
    await this.review(`Reset ${name}. The provider was not asked.`, {
      title: `Reset ${name}?`,
      explanation: 'Hermes forgets the failure it noted and tries this credential again.',
      change: { kind: 'reset', at },
      confirm: 'Reset cooldown',
    });
  }

  async remove(account: Account): Promise<void> {
    const { place: at, isBorrowed, source, label } = account;
    if (at === null) return;
    const name = nameOf(account);
    await this.review(isBorrowed ? `Switched ${name} off.` : `Removed ${name}.`, {
      title: isBorrowed ? `Switch ${name} off?` : `Remove ${name}?`,
      explanation: isBorrowed
        ? `The entry is removed and its source suppressed, so that Hermes leaves ${originOf(source)} alone. Allow the source to switch it on again.`
        : 'Hermes has no switch for an entry of its own: it is removed from the file. This console keeps it in the history, and “Removed” below takes it back.',
      change: { kind: 'remove', at },
      confirm: isBorrowed ? 'Switch off' : 'Remove credential',
      isDangerous: true,
      ...(isBorrowed ? {} : { typedName: label ?? at.id ?? name }),
    });
  }

  async allowSource({ provider }: AccountPool, source: string): Promise<void> {
    await this.review(`Allowed ${source} for ${provider}.`, {
      title: `Allow ${source} for ${provider}?`,
      explanation: `Hermes may take a credential from ${originOf(source)} again.`,
      change: { kind: 'allow_source', provider, source },
      confirm: 'Allow source',
    });
  }

  async activate({ provider, name }: AccountPool): Promise<void> {
    await this.review(`${name} is the active provider.`, {
      title: `Make ${name} the active provider?`,
      explanation: 'Hermes uses it where the configuration names no provider.',
      change: { kind: 'activate', provider },
      confirm: 'Make active',
    });
  }

  async repair({ provider, name }: AccountPool): Promise<void> {
    await this.review(`Repaired ${name}.`, {
      title: `Repair ${name}?`,
      explanation: 'The shape of the login that is missing is written from the one that is there.',
      change: { kind: 'repair', provider },
      confirm: 'Repair login',
    });
  }

  async reorder({ provider, name }: AccountPool, order: readonly number[]): Promise<boolean> {
    return this.review(`Changed the order of ${name}.`, {
      title: `Change the order of ${name}?`,
      change: { kind: 'reorder', provider, order: [...order] },
      confirm: 'Save order',
    });
  }

  async restore({ historyId, provider, position, label }: RemovedAccount): Promise<void> {
    const name = label ?? provider;
    await this.review(`${name} is back.`, {
      title: `Take ${name} back?`,
      explanation: 'The entry returns as it was before it was removed.',
      change: { kind: 'restore', historyId, provider, position },
      confirm: 'Take back',
    });
  }

  private async review(done: string, review: Review): Promise<boolean> {
    const isMade = await this.open<boolean>(ReviewDialog, review, '44rem');
    if (isMade) this.toasts.succeeded(done);
    // What was refused may be what is out of date on screen.
    this.store.reload();
    return isMade === true;
  }

  private open<Outcome>(
    dialog: ComponentType<unknown>,
    data: unknown,
    width: string,
  ): Promise<Outcome | undefined> {
    const opened = this.dialog.open<unknown, unknown, Outcome>(dialog, { data, width });
    return firstValueFrom(opened.afterClosed());
  }
}
