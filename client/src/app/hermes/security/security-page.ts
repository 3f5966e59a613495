import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { CheckState } from '../../../../../server/hermes-state/security/security-check.contract';
import { FilterBar } from '../../ui/filter-bar';
import { formatCount, formatNumber } from '../../ui/format';
import { PageHeader } from '../../ui/page-header';
import { StatTile } from '../../ui/stat-tile';
import { ChecksTile } from './checks-tile';
import { ExposureTile } from './exposure-tile';
import { SecurityActions } from './security-actions';
import { SecurityStore } from './security-store';
import { countOf, filterFields, stateLooks, states } from './security-view';
import { SignInsTile } from './sign-ins-tile';
import { SecurityVerbsTile } from './verbs-tile';

const meanings: { readonly [State in CheckState]: string } = {
  fail: 'To be mended',
  warn: 'To be looked at',
  unknown: 'Something could not be read',
  pass: 'In order',
};

/** How safe Hermes and this console are set up: what is wrong, how that was found out, and where to mend it. */
@Component({
  selector: 'app-security-page',
  imports: [
    ChecksTile,
    ExposureTile,
    FilterBar,
    PageHeader,
    SecurityVerbsTile,
    SignInsTile,
    StatTile,
  ],
  templateUrl: './security-page.html',
  styleUrl: './security-page.css',
  providers: [SecurityActions, SecurityStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecurityPage {
  protected readonly store = inject(SecurityStore);
  protected readonly fields = filterFields;
  protected readonly ofHermes = computed(() => this.store.ofProfile()?.checks ?? []);
  protected readonly ofConsole = computed(() => this.store.console.value()?.checks ?? []);
  protected readonly hermesTitle = computed(() => `Hermes, profile ${this.store.scope.profile()}`);

  /** Not before both parts are there: a number that grows looks like news. */
  private readonly all = computed(() =>
    this.store.ofProfile() === undefined || this.store.console.value() === undefined
      ? undefined
      : [...this.ofHermes(), ...this.ofConsole()],
  );
  protected readonly tiles = computed(() =>
    states.map((state) => {
      const all = this.all();
      const count = all === undefined ? undefined : countOf(all, state);
      const { tone, icon, word } = stateLooks[state];
      return {
        state,
        label: word,
        value: count === undefined ? undefined : formatNumber(count),
        note: meanings[state],
        tone: count === 0 ? ('muted' as const) : tone,
        icon,
        query: this.queryFor(state),
      };
    }),
  );
  protected readonly sessions = computed(() => {
    const found = this.store.console.value();
    return found === undefined ? undefined : found.sessions ? String(found.sessions.open) : '–';
  });
  protected readonly failures = computed(() => {
    const found = this.store.console.value();
    if (found === undefined) return undefined;
    if (found.signIns === null) return '–';
    return formatNumber(found.signIns.reduce((sum, { refused }) => sum + refused, 0));
  });
  protected readonly failureDays = computed(() =>
    this.store.console.value()?.signIns?.map(({ refused }) => refused),
  );
  protected readonly summary = computed(() => {
    const all = this.all();
    if (all === undefined) return 'What is safe, what is not, and what to do about it';
    return `${formatCount(all.length, 'check')} of profile ${this.store.scope.profile()} and of this console`;
  });

  private queryFor(state: CheckState): Record<string, string> {
    const { profile } = this.store.scope.params();
    return { state, ...(profile !== null && { profile }) };
  }
}
