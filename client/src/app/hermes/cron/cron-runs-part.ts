import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { CronRun } from '../../../../../server/hermes-state/cron/cron.contract';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { Cell } from '../../ui/data-table/cell';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar, type FilterField } from '../../ui/filter-bar';
import { SearchBox } from '../../ui/search-box';
import { reasonWords } from '../reason-words';
import { runColumns } from './cron-columns';
import { CronStore } from './cron-store';
import { CronTime } from './cron-time';
import { runLooks } from './cron-view';

const filters: readonly FilterField[] = [
  { key: 'failed', label: 'Result', options: [{ value: 'yes', label: 'Failures only' }] },
];

/** Every attempt to run a job that Hermes recorded, newest first. */
@Component({
  selector: 'app-cron-runs-part',
  imports: [
    Badge,
    Banner,
    Cell,
    CronTime,
    DataTable,
    EmptyState,
    FilterBar,
    MatButton,
    RouterLink,
    SearchBox,
  ],
  template: `@if (file(); as file) {
      @if (file.status === 'unreadable') {
        <app-banner tone="bad" icon="error">
          <code>{{ file.file }}</code> could not be read: {{ reasonWords(file.reason) }}.
        </app-banner>
      }
    }
    <app-data-table
      tableId="hermes-cron-runs"
      label="Runs"
      [columns]="columns"
      [rows]="store.runs.items()"
      [rowId]="rowId"
      [rowName]="nameOf"
      [isLoading]="store.runs.isChanging()"
      [problem]="store.history.problem()"
      [asOf]="store.history.asOf()"
      [hasMore]="store.runs.nextCursor() !== undefined"
      [isLoadingMore]="store.runs.isLoadingMore()"
      [moreProblem]="store.runs.moreProblem()"
      (more)="store.runs.loadMore()"
      (retry)="store.runs.reload()"
    >
      <app-filter-bar tableTools label="runs" [fields]="filters">
        <app-search-box
          label="Search runs"
          placeholder="Job or error"
          [value]="searched()"
          (searched)="go({ find: $event || null })"
        />
      </app-filter-bar>
      <div emptyState>
        @if (isFiltered()) {
          <app-empty title="No run matches">
            <button type="button" matButton="outlined" (click)="go({ find: null, failed: null })">
              Show all
            </button>
          </app-empty>
        } @else {
          <app-empty title="No runs">
            Hermes records each attempt in cron/executions.db, from the first one on.
          </app-empty>
        }
      </div>
      <ng-template appCell="job" [appCellOf]="store.runs.items() ?? []" let-run>
        @if (run.jobName) {
          <a
            class="cut"
            routerLink="."
            queryParamsHandling="merge"
            [queryParams]="{ job: run.jobId, output: null }"
            >{{ run.jobName }}</a
          >
        } @else {
          <span class="cut soft" title="There is no such job any more">{{ run.jobId }}</span>
        }
      </ng-template>
      <ng-template appCell="status" [appCellOf]="store.runs.items() ?? []" let-run>
        @let look = looks[run.status];
        <app-badge [tone]="look.tone" [icon]="look.icon">{{ look.word }}</app-badge>
      </ng-template>
      <ng-template appCell="claimed" [appCellOf]="store.runs.items() ?? []" let-run>
        @if (run.claimedAt; as at) {
          <app-cron-time as="absolute" [at]="at" [zone]="store.zone()" />
        } @else {
          <span class="soft">unknown</span>
        }
      </ng-template>
      <ng-template appCell="output" [appCellOf]="store.runs.items() ?? []" let-run>
        @if (run.output) {
          <a
            routerLink="."
            queryParamsHandling="merge"
            [queryParams]="{ job: run.jobId, output: run.output }"
            [attr.aria-label]="'Output of ' + (run.jobName ?? run.jobId) + ', ' + run.output"
            >Show</a
          >
        } @else {
          <span class="soft">None kept</span>
        }
      </ng-template>
    </app-data-table>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .cut {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CronRunsPart {
  protected readonly store = inject(CronStore);
  private readonly router = inject(Router);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  protected readonly columns = runColumns;
  protected readonly filters = filters;
  protected readonly looks = runLooks;
  protected readonly reasonWords = reasonWords;
  protected readonly rowId = ({ id }: CronRun): string => id;
  protected readonly nameOf = ({ jobName, jobId }: CronRun): string => jobName ?? jobId;
  protected readonly file = computed(() => this.store.history.value()?.file);
  protected readonly searched = computed(() => this.query().get('find') ?? '');
  protected readonly isFiltered = computed(
    () => this.searched() !== '' || this.query().get('failed') === 'yes',
  );

  protected go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
