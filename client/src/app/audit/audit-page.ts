import { BreakpointObserver } from '@angular/cdk/layout';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { Router, RouterOutlet } from '@angular/router';
import { Banner } from '../ui/banner';
import { EmptyState } from '../ui/empty-state';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { ProblemNote } from '../ui/problem-note';
import { Skeleton } from '../ui/skeleton';
import { TimeStamp } from '../ui/time-stamp';
import { AuditFilters, type ViewChange } from './audit-filters';
import { AuditStore } from './audit-store';
import { AuditTable } from './audit-table';

@Component({
  selector: 'app-audit-page',
  imports: [
    AuditFilters,
    AuditTable,
    Banner,
    EmptyState,
    Icon,
    MatButton,
    PageHeader,
    ProblemNote,
    RouterOutlet,
    Skeleton,
    TimeStamp,
  ],
  templateUrl: './audit-page.html',
  styleUrl: './audit-page.css',
  providers: [AuditStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditPage {
  protected readonly store = inject(AuditStore);
  private readonly router = inject(Router);
  private readonly narrow = toSignal(inject(BreakpointObserver).observe('(max-width: 899px)'));

  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(
    () => this.store.openId() !== undefined && this.narrow()?.matches === true,
  );
  protected readonly isFiltered = computed(() => Object.keys(this.store.view()).length > 0);
  protected readonly found = computed(() => {
    const shown = formatCount(this.store.requests().length, 'request');
    return this.store.nextCursor() === undefined ? shown : `${shown} shown, older ones to load`;
  });

  protected show(change: ViewChange): void {
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }

  protected showAll(): void {
    void this.router.navigate([], { queryParams: {} });
  }
}
