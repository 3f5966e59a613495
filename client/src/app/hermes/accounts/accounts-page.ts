import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { ProblemNote } from '../../ui/problem-note';
import { SearchBox } from '../../ui/search-box';
import { Skeleton } from '../../ui/skeleton';
import { StaleNote } from '../../ui/stale-note';
import { ProfileScope } from '../profile-scope';
import { AccountActions } from './account-actions';
import { AccountPeek } from './account-peek';
import { AccountsStore } from './accounts-store';
import { OtherLogins } from './other-logins';
import { PoolPanel } from './pool-panel';
import { reasonWords } from './reason-words';
import { RemovedAccountsList } from './removed-accounts';

/** Every login and key that Hermes can use, by provider. */
@Component({
  selector: 'app-accounts-page',
  imports: [
    AccountPeek,
    Banner,
    EmptyState,
    Icon,
    MatButton,
    OtherLogins,
    PageHeader,
    PoolPanel,
    ProblemNote,
    RemovedAccountsList,
    SearchBox,
    Skeleton,
    StaleNote,
  ],
  templateUrl: './accounts-page.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2) var(--space-4);
      font-size: var(--text-table);
    }
    app-search-box {
      width: min(20rem, 100%);
    }
    .check {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
    }
    .check input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  providers: [AccountsStore, AccountActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountsPage {
  protected readonly session = inject(Session);
  protected readonly scope = inject(ProfileScope);
  protected readonly store = inject(AccountsStore);
  protected readonly actions = inject(AccountActions);
  protected readonly reason = reasonWords;

  protected readonly summary = computed(() => {
    const profile = this.scope.profile();
    const whose = profile === 'default' ? 'the default profile' : `the profile ${profile}`;
    return `Logins and keys that Hermes can use in ${whose}`;
  });
  protected readonly figures = computed(() => {
    const { pools, entries, cooling, dead, duplicates } = this.store.counts();
    return [
      formatCount(pools, 'provider'),
      formatCount(entries, 'credential'),
      ...(cooling > 0 ? [`${cooling} cooling down`] : []),
      ...(dead > 0 ? [`${dead} not usable`] : []),
      ...(duplicates > 0 ? [formatCount(duplicates, 'duplicate')] : []),
    ].join(' · ');
  });
  protected readonly isFiltered = computed(
    () => this.store.view().text !== '' || this.store.view().areConcernsOnly,
  );
}
