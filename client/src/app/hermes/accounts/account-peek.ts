import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AccountTest } from '../../../../../server/hermes-state/accounts/account-changes.contract';
import type {
  Account,
  AccountPool,
} from '../../../../../server/hermes-state/accounts/accounts.contract';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { formatDuration } from '../../ui/format';
import { PeekPanel } from '../../ui/peek-panel';
import { type Problem, problemOf } from '../../ui/problem';
import { TimeStamp } from '../../ui/time-stamp';
import { AccountActions } from './account-actions';
import { AccountCalls } from './account-calls';
import { AccountExpiry } from './account-expiry';
import { AccountState } from './account-state';
import { kindWords, nameOf, originOf } from './account-wording';
import { AccountsStore } from './accounts-store';

interface Trial {
  readonly isRunning: boolean;
  readonly result?: AccountTest;
  readonly problem?: Problem;
}

/** Everything that is known of one credential, and whether its provider accepts it. */
@Component({
  selector: 'app-account-peek',
  imports: [AccountExpiry, AccountState, Banner, MatButton, PeekPanel, TimeStamp],
  templateUrl: './account-peek.html',
  styles: `
    .content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-5);
      padding: var(--space-4);
    }
    section {
      display: grid;
      gap: var(--space-3);
      justify-items: start;
    }
    .facts,
    app-banner {
      width: 100%;
    }
    .models {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1) var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountPeek {
  private readonly calls = inject(AccountCalls);
  protected readonly session = inject(Session);
  protected readonly actions = inject(AccountActions);
  protected readonly store = inject(AccountsStore);

  readonly account = input.required<Account>();
  readonly pool = input.required<AccountPool>();

  protected readonly name = computed(() => nameOf(this.account()));
  protected readonly kind = computed(() => kindWords[this.account().kind]);
  protected readonly origin = computed(() =>
    this.account().isBorrowed ? originOf(this.account().source) : undefined,
  );
  /** Of this credential; another one has not been tried. */
  protected readonly trial = linkedSignal<string, Trial>({
    source: computed(() => `${this.account().provider} ${this.account().place?.id}`),
    computation: () => ({ isRunning: false }),
  });
  protected readonly duration = formatDuration;
  protected readonly whyUntestable = computed(() =>
    this.pool().isFallback
      ? 'It belongs to the default profile: test it there.'
      : this.account().untestable,
  );

  protected async test(): Promise<void> {
    const { place } = this.account();
    if (place === null) return;
    this.trial.set({ isRunning: true });
    try {
      const result = await this.calls.test(place);
      if (this.account().place?.id === place.id) this.trial.set({ isRunning: false, result });
    } catch (error) {
      this.trial.set({ isRunning: false, problem: problemOf(error) });
    }
  }
}
