import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { HttpClient } from '@angular/common/http';
import { Router, RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { Banner } from '../../ui/banner';
import { downloadText } from '../../ui/download';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar, type FilterField } from '../../ui/filter-bar';
import { formatBytes, formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { fromLocalInput, toLocalInput } from '../../ui/local-input';
import { PageHeader } from '../../ui/page-header';
import { problemOf } from '../../ui/problem';
import { ProblemNote } from '../../ui/problem-note';
import { SearchBox } from '../../ui/search-box';
import { Skeleton } from '../../ui/skeleton';
import { Toasts } from '../../ui/toasts';
import { ProfileScope } from '../profile-scope';
import { LogList } from './log-list';
import { LogsStore } from './logs-store';
import { levels } from './logs-view';

/** The logs of Hermes: which file, which records, from when on, as they are written. */
@Component({
  selector: 'app-hermes-logs-page',
  imports: [
    Banner,
    EmptyState,
    FilterBar,
    Icon,
    LogList,
    PageHeader,
    ProblemNote,
    RouterLink,
    SearchBox,
    Skeleton,
  ],
  templateUrl: './logs-page.html',
  styleUrl: './logs-page.css',
  providers: [LogsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HermesLogsPage {
  protected readonly store = inject(LogsStore);
  private readonly scope = inject(ProfileScope);
  private readonly router = inject(Router);
  private readonly http = inject(HttpClient);
  private readonly toasts = inject(Toasts);

  protected readonly view = this.store.view;
  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
  protected readonly placed = ['line', 'id', 'at'];

  protected readonly summary = computed(() => `Profile ${this.scope.profile()}`);
  /** The one that is shown is among them also when it is not there (any more). */
  protected readonly files = computed(() => {
    const found = this.store.files.value()?.items ?? [];
    const { file } = this.view();
    return found.some(({ name }) => name === file)
      ? found
      : [{ name: file, bytes: 0, modifiedAt: '' }, ...found];
  });
  protected readonly isPattern = computed(() => this.view().filter['isPattern'] === 'true');
  protected readonly atLocal = computed(() => {
    const { at } = this.view();
    return at === undefined ? '' : toLocalInput(at);
  });
  protected readonly fields = computed<readonly FilterField[]>(() => [
    {
      key: 'level',
      label: 'Level',
      options: levels.slice(1).map((level) => ({
        value: level,
        label: level === 'CRITICAL' ? level : `${level} and worse`,
      })),
    },
    { key: 'component', label: 'Component', options: this.components() },
    { key: 'session', label: 'Session', placeholder: 'Part of its id' },
  ]);
  private readonly components = computed(() => {
    const found = new Set(
      this.store.records().flatMap(({ logger }) => logger?.split('.')[0] ?? []),
    );
    const chosen = this.view().filter['component'];
    if (chosen) found.add(chosen);
    return [...found].sort().map((name) => ({ value: name, label: name }));
  });
  protected readonly notReadable = computed(() => {
    const source = this.store.page()?.source;
    return source?.status === 'unreadable' ? source : undefined;
  });

  protected change(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], {
      queryParams: { line: null, id: null, at: null, ...queryParams },
      queryParamsHandling: 'merge',
    });
  }

  protected jump(local: string): void {
    this.change({ at: local === '' ? null : fromLocalInput(local) });
  }

  protected async download(): Promise<void> {
    const { file } = this.view();
    const profile = this.scope.profile();
    try {
      const url = '/api/admin/hermes/logs/download';
      const params = { profile, file };
      const text = await firstValueFrom(this.http.get(url, { params, responseType: 'text' }));
      downloadText(`${profile}-${file}`, text);
      this.toasts.succeeded(`Downloaded ${file}.`);
    } catch (error) {
      this.toasts.failed(`${file} was not downloaded.`, problemOf(error));
    }
  }
}
