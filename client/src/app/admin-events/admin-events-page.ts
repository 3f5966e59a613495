import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  numberAttribute,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router } from '@angular/router';
import { EmptyState } from '../ui/empty-state';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { ProblemNote } from '../ui/problem-note';
import { Skeleton } from '../ui/skeleton';
import { AdminEventFilters } from './admin-event-filters';
import { AdminEventsStore } from './admin-events-store';
import { AdminEventsTable } from './admin-events-table';
import { ChainCard } from './chain-card';

@Component({
  selector: 'app-admin-events-page',
  imports: [
    AdminEventFilters,
    AdminEventsTable,
    ChainCard,
    EmptyState,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    ProblemNote,
    Skeleton,
  ],
  templateUrl: './admin-events-page.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    .is-loading {
      opacity: 0.6;
    }
    .found {
      min-height: 1.1rem;
    }
    .more {
      justify-self: center;
    }
  `,
  providers: [AdminEventsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdminEventsPage {
  protected readonly store = inject(AdminEventsStore);
  private readonly router = inject(Router);
  /** In the address: the unfolded event. */
  readonly open = input(undefined, {
    transform: (given: unknown) => (given === undefined ? undefined : numberAttribute(given)),
  });

  protected readonly isFiltered = computed(() => Object.keys(this.store.view()).length > 0);
  protected readonly found = computed(() => {
    const shown = formatCount(this.store.events().length, 'event');
    return this.store.nextCursor() === undefined ? shown : `${shown} shown, older ones to load`;
  });

  protected toggle(sequence: number): void {
    void this.router.navigate([], {
      queryParams: { open: this.open() === sequence ? null : sequence },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected showAll(): void {
    void this.router.navigate([], { queryParams: {} });
  }
}
