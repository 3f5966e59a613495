import { ChangeDetectionStrategy, Component, computed, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Badge, type Tone } from '../ui/badge';
import { Cell } from '../ui/data-table/cell';
import type { Column, Sort } from '../ui/data-table/column';
import { DataTable } from '../ui/data-table/data-table';
import { type FilterField, FilterBar } from '../ui/filter-bar';
import { formatCompact, formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icon';
import { PeekPanel } from '../ui/peek-panel';
import { TimeStamp } from '../ui/time-stamp';
import { type SampleRow, sampleProblem, sampleRows } from './samples';

const looks: Record<SampleRow['state'], { readonly tone: Tone; readonly icon: IconName }> = {
  active: { tone: 'good', icon: 'check' },
  revoked: { tone: 'bad', icon: 'blocked' },
  expired: { tone: 'muted', icon: 'clock' },
};

/** The table and what works with it, in every state. */
@Component({
  selector: 'app-design-tables',
  imports: [Badge, Cell, DataTable, FilterBar, Icon, MatButton, PeekPanel, TimeStamp],
  templateUrl: './design-tables.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DesignTables {
  private readonly loaded = signal<readonly SampleRow[]>(sampleRows(0, 60));
  protected readonly sort = signal<Sort | undefined>(undefined);
  protected readonly selected = signal<ReadonlySet<string>>(new Set(['row-1', 'row-2']));
  protected readonly isAllMatching = signal(false);
  protected readonly openId = signal<string | undefined>(undefined);
  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;
  protected readonly looks = looks;
  protected readonly problem = sampleProblem;
  protected readonly few = sampleRows(0, 3);
  protected readonly since = new Date(Date.now() - 200_000);
  protected readonly rowId = (row: SampleRow): string => row.id;
  protected readonly rowName = (row: SampleRow): string => row.name;

  protected readonly columns: readonly Column<SampleRow>[] = [
    {
      key: 'name',
      header: 'Name',
      text: (row) => row.name,
      isSortable: true,
      width: 12,
      grow: 2,
      priority: 1,
      isHideable: false,
    },
    { key: 'state', header: 'State', width: 7, grow: 0, priority: 1 },
    {
      key: 'gateway',
      header: 'Gateway',
      text: (row) => row.gateway,
      width: 6,
      grow: 0,
      priority: 3,
    },
    {
      key: 'requests',
      header: 'Requests',
      text: (row) => formatNumber(row.requests),
      align: 'end',
      isSortable: true,
      width: 7,
    },
    {
      key: 'tokens',
      header: 'Tokens',
      text: (row) => formatCompact(row.tokens),
      align: 'end',
      width: 7,
    },
    { key: 'note', header: 'Note', text: (row) => row.note, width: 12, priority: 3 },
    { key: 'at', header: 'Last used', isSortable: true, width: 9 },
    { key: 'actions', header: 'Actions', width: 3.5, isActions: true },
  ];
  protected readonly fields: readonly FilterField[] = [
    {
      key: 'state',
      label: 'State',
      options: [
        { value: 'active', label: 'Active' },
        { value: 'revoked', label: 'Revoked' },
      ],
    },
    {
      key: 'gateway',
      label: 'Gateway',
      options: [
        { value: 'pre', label: 'pre' },
        { value: 'post', label: 'post' },
      ],
    },
    { key: 'model', label: 'Model', placeholder: 'Hermes-4-70B' },
  ];

  protected readonly rows = computed(() => {
    const sort = this.sort();
    if (!sort) return this.loaded();
    const key = sort.key as 'name' | 'requests' | 'at';
    const turn = sort.direction === 'ascending' ? 1 : -1;
    return [...this.loaded()].sort((a, b) => (a[key] < b[key] ? -turn : turn));
  });
  protected readonly open = computed(() => this.rows().find((row) => row.id === this.openId()));

  protected loadMore(): void {
    this.loaded.update((rows) => [...rows, ...sampleRows(rows.length, 100)]);
  }

  protected loadAll(): void {
    this.loaded.set(sampleRows(0, 100_000));
  }

  protected step(by: number): void {
    const rows = this.rows();
    const at = rows.findIndex((row) => row.id === this.openId());
    const next = rows[at + by];
    if (next) this.openId.set(next.id);
  }
}
