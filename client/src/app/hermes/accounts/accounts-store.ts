import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { map } from 'rxjs';
import type { RemovedAccounts } from '../../../../../server/hermes-state/accounts/account-changes.contract';
import type {
  Account,
  AccountPool,
  Accounts,
} from '../../../../../server/hermes-state/accounts/accounts.contract';
import { hermesResource } from '../hermes-resource';
import { isConcern, nameOf } from './account-wording';

/** A provider as the page shows it. */
export interface PoolView {
  readonly pool: AccountPool;
  /** In turn. */
  readonly entries: readonly Account[];
  readonly login: Account | undefined;
  /** The file they were read from. */
  readonly file: string;
  /** Not all of them are shown, because the page is filtered. */
  readonly isFiltered: boolean;
}

interface View {
  readonly text: string;
  readonly areConcernsOnly: boolean;
  readonly entry: string | undefined;
}

/** The accounts of the profile in scope, and what of them is shown: the address says it. */
@Injectable()
export class AccountsStore {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);

  readonly accounts = hermesResource<Accounts>(
    () => ({ path: 'accounts' }),
    ['accounts', 'config'],
  );
  readonly removed = hermesResource<RemovedAccounts>(
    () => ({ path: 'accounts/removed' }),
    ['accounts'],
  );
  readonly view = toSignal(
    this.route.queryParamMap.pipe(
      map((params): View => ({
        text: params.get('q') ?? '',
        areConcernsOnly: params.get('show') === 'concerns',
        entry: params.get('entry') ?? undefined,
      })),
    ),
    { requireSync: true },
  );

  readonly keyProviders = computed(() => this.accounts.value()?.keyProviders ?? []);
  private readonly hermesSources = computed(() =>
    (this.accounts.value()?.sources ?? []).filter(({ owner }) => owner === 'hermes'),
  );
  /** Files of Hermes that cannot be used, or hold what should not be in them. */
  readonly troubledSources = computed(() =>
    this.hermesSources().filter(
      ({ status, problems }) => status === 'unreadable' || problems.length > 0,
    ),
  );
  readonly otherSources = computed(() =>
    (this.accounts.value()?.sources ?? []).filter(({ owner }) => owner !== 'hermes'),
  );
  private readonly all = computed(() =>
    (this.accounts.value()?.pools ?? []).map((pool): PoolView => {
      const source = this.hermesSources().find(({ isFallback }) => isFallback === pool.isFallback);
      const own = (source?.accounts ?? []).filter(({ provider }) => provider === pool.provider);
      return {
        pool,
        entries: own.filter(({ shape }) => shape === 'pool'),
        login: own.find(({ shape }) => shape === 'login'),
        file: source?.file ?? 'auth.json',
        isFiltered: false,
      };
    }),
  );
  readonly pools = computed(() => {
    const { text, areConcernsOnly } = this.view();
    if (text === '' && !areConcernsOnly) return this.all();
    return this.all().flatMap((each) => {
      const isWhole = matches(each.pool, text);
      const entries = each.entries.filter(
        (entry) => (isWhole || entryMatches(entry, text)) && (!areConcernsOnly || isConcern(entry)),
      );
      const isPoolShown =
        entries.length > 0 || (areConcernsOnly ? isWhole && each.pool.mismatch !== null : isWhole);
      return isPoolShown
        ? [{ ...each, entries, isFiltered: entries.length < each.entries.length }]
        : [];
    });
  });
  readonly shownEntries = computed(() => this.pools().flatMap(({ entries }) => entries));
  readonly counts = computed(() => {
    const entries = this.all().flatMap((each) => each.entries);
    const of = (status: Account['status']) =>
      entries.filter((entry) => entry.status === status).length;
    return {
      pools: this.all().length,
      entries: entries.length,
      cooling: of('cooldown'),
      dead: of('dead') + of('expired') + of('login_required'),
      duplicates: entries.filter(({ duplicateOf }) => duplicateOf !== null).length,
      concerns:
        entries.filter(isConcern).length +
        this.all().filter(({ pool }) => pool.mismatch !== null).length,
    };
  });
  /** The entry that the address names, with its provider. */
  readonly peeked = computed(() => {
    const { entry: key } = this.view();
    if (key === undefined) return undefined;
    for (const { pool, entries } of this.all()) {
      const account = entries.find((each) => keyOf(each) === key);
      if (account) return { pool, account };
    }
    return undefined;
  });

  reload(): void {
    this.accounts.reload();
    this.removed.reload();
  }

  search(text: string): void {
    this.show({ q: text || null });
  }

  showConcerns(only: boolean): void {
    this.show({ show: only ? 'concerns' : null });
  }

  open(account: Account | undefined): void {
    this.show({ entry: account ? keyOf(account) : null });
  }

  /** The entry after or before the open one, as they are shown. */
  step(by: 1 | -1): void {
    const shown = this.shownEntries();
    const index = shown.findIndex((entry) => keyOf(entry) === this.view().entry);
    const next = shown[index + by];
    if (index >= 0 && next) this.open(next);
  }

  private show(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams,
      queryParamsHandling: 'merge',
    });
  }
}

/** What names an entry in the address: never anything of its secret but the fingerprint. */
export function keyOf({ provider, place }: Account): string {
  return `${provider}/${place?.id ?? place?.fingerprint ?? place?.position ?? ''}`;
}

function matches({ provider, name }: AccountPool, text: string): boolean {
  return `${provider} ${name}`.toLowerCase().includes(text.toLowerCase());
}

function entryMatches(account: Account, text: string): boolean {
  const { label, source, identity } = account;
  const words = [nameOf(account), label, source, identity.organisation, identity.accountId];
  return words.some((word) => word?.toLowerCase().includes(text.toLowerCase()));
}
