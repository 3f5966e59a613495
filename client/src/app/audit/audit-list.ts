import { ChangeDetectionStrategy, Component, computed, inject, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import type { AuditSummary } from '../../../../server/audit/audit.contract';
import { Badge } from '../ui/badge';
import { Cell } from '../ui/data-table/cell';
import { DataTable } from '../ui/data-table/data-table';
import { EmptyState } from '../ui/empty-state';
import { formatAbsolute, formatNumber, formatShort } from '../ui/format';
import { TimeStamp } from '../ui/time-stamp';
import { TimeZone } from '../ui/time-zone';
import { auditColumns } from './audit-columns';
import { viewFields } from './audit-filter';
import { AuditFilters } from './audit-filters';
import { AuditStore } from './audit-store';
import { AuditTail } from './audit-tail';
import { outcomeOf } from './audit-wording';

export const auditTableId = 'audit';

/** The requests that match, and how far the server has looked for them. */
@Component({
  selector: 'app-audit-list',
  imports: [AuditFilters, Badge, Cell, DataTable, EmptyState, MatButton, TimeStamp],
  templateUrl: './audit-list.html',
  styles: `
    .found {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-3);
      font-size: var(--text-caption);
    }
    .found:empty {
      display: none;
    }
    .found:not(:empty) {
      margin-top: var(--space-1);
    }
    .outcome {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
      min-width: 0;
    }
    time,
    code {
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditList {
  protected readonly store = inject(AuditStore);
  protected readonly tail = inject(AuditTail);
  private readonly router = inject(Router);
  private readonly zone = inject(TimeZone).zone;
  private readonly table = viewChild.required<DataTable<AuditSummary>>(DataTable);

  protected readonly tableId = auditTableId;
  protected readonly columns = auditColumns;
  protected readonly outcomeOf = outcomeOf;
  protected readonly rowId = ({ id }: AuditSummary): string => id;
  protected readonly rowLink = ({ id }: AuditSummary): string[] => ['/audit', id];
  protected readonly isFiltered = computed(() => Object.keys(this.store.view()).length > 0);

  protected readonly matching = computed(() => {
    const counted = this.store.counted();
    // A log that is followed grows beyond what was counted.
    const isKnown = counted !== undefined && !counted.hasMore && !this.tail.isOn();
    return isKnown ? counted.count : undefined;
  });
  /** What the table cannot say itself: that there are more than anybody counts. */
  protected readonly countText = computed(() => {
    const counted = this.store.counted();
    if (counted === undefined || !counted.hasMore) return '';
    const { count, countedBackTo } = counted;
    const back = countedBackTo === null ? '' : `, counted back to ${this.short(countedBackTo)}`;
    return `More than ${formatNumber(count)} match${back}.`;
  });

  scrollToTop(): void {
    this.table().scrollToTop();
  }

  protected short(iso: string): string {
    return formatShort(new Date(iso), this.zone());
  }

  protected absolute(iso: string): string {
    return formatAbsolute(new Date(iso), this.zone());
  }

  protected showAll(): void {
    const queryParams = Object.fromEntries(viewFields.map((field) => [field, null]));
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  protected searchLastDay(): void {
    void this.router.navigate([], {
      queryParams: { range: '24h' },
      queryParamsHandling: 'merge',
    });
  }
}
