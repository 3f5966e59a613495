import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { Router, RouterOutlet } from '@angular/router';
import type { Session } from '../../../../../server/hermes-state/sessions/sessions.contract';
import { Session as SignedIn } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Cell } from '../../ui/data-table/cell';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { formatBytes, formatCount, formatNumber } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { TimeStamp } from '../../ui/time-stamp';
import { SearchHits } from './search-hits';
import { SessionActions } from './session-actions';
import { sessionColumns } from './session-columns';
import { filterNames } from './session-filter';
import { nameOf, stateOf } from './session-wording';
import { SessionsStore } from './sessions-store';
import { StateFileNote } from './state-file-note';

export const sessionsTableId = 'hermes-sessions';

/** What Hermes talked about, with whom: listed as Hermes lists it, searched through every message. */
@Component({
  selector: 'app-sessions-page',
  imports: [
    Badge,
    Cell,
    DataTable,
    EmptyState,
    FilterBar,
    Icon,
    MatButton,
    PageHeader,
    RouterOutlet,
    SearchHits,
    StateFileNote,
    TimeStamp,
  ],
  templateUrl: './sessions-page.html',
  styleUrl: './sessions-page.css',
  providers: [SessionsStore, SessionActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SessionsPage {
  protected readonly store = inject(SessionsStore);
  protected readonly actions = inject(SessionActions);
  private readonly router = inject(Router);
  private readonly isNarrow = peekTakesWindow();
  private readonly canChange = inject(SignedIn).canChange;

  protected readonly tableId = sessionsTableId;
  protected readonly columns = sessionColumns;
  protected readonly nameOf = nameOf;
  protected readonly stateOf = stateOf;
  protected readonly rowId = ({ id }: Session): string => id;
  protected readonly rowLink = ({ id }: Session): string[] => ['/sessions', id];
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(
    () => this.store.openId() !== undefined && this.isNarrow(),
  );
  /** Why nothing can be cleaned up; empty when it can. */
  protected readonly readOnly = computed(() =>
    this.canChange() ? (this.store.readOnlyReason() ?? '') : 'Only administrators change sessions.',
  );
  protected readonly summary = computed(() => {
    const stats = this.store.stats.value();
    if (stats?.file.status !== 'present') return 'What Hermes talked about, newest first';
    const parts = [
      formatCount(stats.sessions, 'session'),
      `${formatNumber(stats.archived)} archived`,
      formatCount(stats.messages, 'message'),
      ...(stats.bytes === null ? [] : [formatBytes(stats.bytes)]),
    ];
    return parts.join(' · ');
  });

  constructor() {
    this.actions.changes.pipe(takeUntilDestroyed()).subscribe(() => this.store.reload());
  }

  protected searchFor(text: string): void {
    const search = text.trim() || null;
    if ((search ?? undefined) !== this.store.search()) this.go({ search });
  }

  protected showAll(): void {
    this.go(Object.fromEntries(['search', ...filterNames].map((name) => [name, null])));
  }

  private go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
