import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  CdkDrag,
  type CdkDragDrop,
  CdkDragHandle,
  CdkDragPreview,
  CdkDropList,
} from '@angular/cdk/drag-drop';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import type { Account } from '../../../../../server/hermes-state/accounts/accounts.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { CopyButton } from '../../ui/copy-button';
import { Icon } from '../../ui/icon';
import { AccountActions } from './account-actions';
import { AccountExpiry } from './account-expiry';
import { AccountState } from './account-state';
import {
  kindWords,
  labelBeside,
  mismatchWords,
  nameOf,
  planOf,
  strategyWords,
} from './account-wording';
import { AccountsStore, keyOf, type PoolView } from './accounts-store';

/** One provider: its login, its credentials in turn, and what can be done about them. */
@Component({
  selector: 'app-pool-panel',
  imports: [
    AccountExpiry,
    AccountState,
    Badge,
    CdkDrag,
    CdkDragHandle,
    CdkDragPreview,
    CdkDropList,
    CopyButton,
    Icon,
    MatButton,
    MatMenuModule,
    MatTooltip,
  ],
  templateUrl: './pool-panel.html',
  styleUrl: './pool-panel.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PoolPanel {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly store = inject(AccountsStore);
  protected readonly session = inject(Session);
  protected readonly actions = inject(AccountActions);

  readonly view = input.required<PoolView>();

  protected readonly kindWords = kindWords;
  protected readonly nameOf = nameOf;
  protected readonly labelBeside = labelBeside;
  protected readonly planOf = planOf;
  protected readonly keyOf = keyOf;
  protected readonly pool = computed(() => this.view().pool);
  /** The order that is not saved yet. It survives news of the same entries, such as a refreshed token. */
  private readonly draft = signal<readonly string[] | undefined>(undefined);
  protected readonly entries = computed(() => {
    const { entries } = this.view();
    const draft = this.draft();
    if (draft?.length !== entries.length) return entries;
    const known = new Map(entries.map((entry) => [keyOf(entry), entry]));
    const ordered = draft.flatMap((key) => known.get(key) ?? []);
    return ordered.length === entries.length ? ordered : entries;
  });
  protected readonly isReordered = computed(() =>
    this.entries().some((entry, index) => entry !== this.view().entries[index]),
  );
  protected readonly mayChange = computed(
    () => this.session.canChange() && !this.pool().isFallback,
  );
  /** Providers that only take logins get theirs in a terminal. */
  protected readonly takesKeys = computed(() => {
    const { provider, loginCommand } = this.pool();
    return loginCommand === null || this.store.keyProviders().some(({ id }) => id === provider);
  });
  protected readonly mayReorder = computed(
    () => this.mayChange() && !this.view().isFiltered && this.entries().length > 1,
  );
  protected readonly mismatch = computed(() => {
    const { mismatch } = this.pool();
    return mismatch === null ? undefined : mismatchWords[mismatch];
  });
  protected readonly strategy = computed(() => strategyWords(this.pool().strategy));
  protected readonly openKey = computed(() => this.store.view().entry);

  protected open(account: Account): void {
    this.store.open(account);
  }

  protected drop({ previousIndex, currentIndex }: CdkDragDrop<unknown>): void {
    this.moveTo(previousIndex, currentIndex);
  }

  /** From a key or a button: the focus goes along. */
  protected move(event: Event, index: number, by: 1 | -1): void {
    event.preventDefault();
    if (!this.mayReorder() || !this.moveTo(index, index + by)) return;
    afterNextRender(
      () => {
        const names = this.host.nativeElement.querySelectorAll<HTMLElement>('[data-entry]');
        names[index + by]?.focus();
      },
      { injector: this.injector },
    );
  }

  protected discardOrder(): void {
    this.draft.set(undefined);
  }

  protected async saveOrder(): Promise<void> {
    const order = this.entries().flatMap(({ place }) => (place ? [place.position] : []));
    if (await this.actions.reorder(this.pool(), order)) this.draft.set(undefined);
  }

  private moveTo(from: number, to: number): boolean {
    const entries = [...this.entries()];
    const [moved] = entries.splice(from, 1);
    if (!moved || to < 0 || to > entries.length || from === to) return false;
    entries.splice(to, 0, moved);
    this.draft.set(entries.map(keyOf));
    const place = `${nameOf(moved)} is number ${to + 1} of ${entries.length}, not saved yet`;
    void this.announcer.announce(place);
    return true;
  }
}
