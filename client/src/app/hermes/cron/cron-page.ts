import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { CronJob } from '../../../../../server/hermes-state/cron/cron.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { Cell } from '../../ui/data-table/cell';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { ListAddress } from '../../ui/list-address';
import { PageHeader } from '../../ui/page-header';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { SearchBox } from '../../ui/search-box';
import { reasonWords } from '../reason-words';
import { CronActions } from './cron-actions';
import { cronColumns, cronTableId } from './cron-columns';
import { CronFiringNote } from './cron-firing-note';
import { CronPeek } from './cron-peek';
import { CronRunsPart } from './cron-runs-part';
import { CronStore } from './cron-store';
import { CronTime } from './cron-time';
import {
  cronFilters,
  modeWords,
  resultLooks,
  resultOf,
  rowIdOf,
  stateLooks,
  troublesOf,
} from './cron-view';

const zoneSources = {
  environment: 'from .env',
  config: 'from config.yaml',
  machine: 'of this machine',
} as const;

/** Jobs that Hermes runs by the clock: which there are, whether they fire, and how they did. */
@Component({
  selector: 'app-cron-page',
  imports: [
    Badge,
    Banner,
    Cell,
    CronFiringNote,
    CronPeek,
    CronRunsPart,
    CronTime,
    DataTable,
    EmptyState,
    FilterBar,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    RouterLink,
    SearchBox,
  ],
  templateUrl: './cron-page.html',
  styleUrls: ['../list-page.css', './cron-page.css'],
  providers: [CronStore, CronActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CronPage {
  protected readonly store = inject(CronStore);
  protected readonly actions = inject(CronActions);
  protected readonly session = inject(Session);
  private readonly isNarrow = peekTakesWindow();
  /** Of the address: the job that is shown. */
  readonly job = input<string>();

  protected readonly tableId = cronTableId;
  protected readonly columns = cronColumns;
  protected readonly filters = cronFilters;
  protected readonly states = stateLooks;
  protected readonly results = resultLooks;
  protected readonly modes = modeWords;
  protected readonly resultOf = resultOf;
  protected readonly troublesOf = troublesOf;
  protected readonly reasonWords = reasonWords;
  protected readonly rowId = rowIdOf;
  protected readonly nameOf = ({ name }: CronJob): string => name;
  protected readonly list = new ListAddress<CronJob>({
    rows: () => this.store.shown(),
    idOf: rowIdOf,
    opened: () => this.job(),
    openedIn: 'job',
    panel: ['output'],
    filters: ['state', 'mode', 'result'],
  });
  protected readonly active = computed(
    () =>
      this.store.found()?.jobs.filter(({ isEnabled, state }) => isEnabled && state !== 'completed')
        .length ?? 0,
  );
  protected readonly unreadable = computed(
    () => this.store.found()?.files.filter(({ status }) => status === 'unreadable') ?? [],
  );
  private readonly open = computed(() =>
    this.store.found()?.jobs.find((job) => rowIdOf(job) === this.job()),
  );
  protected readonly isGone = computed(
    () => this.job() !== undefined && this.store.found() !== undefined && this.open() === undefined,
  );
  /** Another job is another panel: nothing of one is ever shown as the other. */
  protected readonly opened = computed(() => {
    const job = this.open();
    const profile = this.store.found()?.profile ?? '';
    return job === undefined ? [] : [{ job, key: `${profile} ${rowIdOf(job)}` }];
  });
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.open() !== undefined && this.isNarrow());
  protected readonly summary = computed(() => {
    const found = this.store.found();
    if (found === undefined) return 'Jobs that Hermes runs by the clock';
    const { name, source } = found.zone;
    const jobs = `${formatCount(found.jobs.length, 'job')}, ${this.active()} active`;
    return `${jobs}. Times are in ${name} (${zoneSources[source]})`;
  });
}
