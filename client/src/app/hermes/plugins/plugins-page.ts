import { BreakpointObserver } from '@angular/cdk/layout';
import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import type { Plugin } from '../../../../../server/hermes-state/plugins/plugins.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Cell } from '../../ui/data-table/cell';
import type { Sort } from '../../ui/data-table/column';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { SearchBox } from '../../ui/search-box';
import { PluginActions } from './plugin-actions';
import { PluginNotes } from './plugin-notes';
import { PluginPeek } from './plugin-peek';
import { isTroubled, sortText, standingOf, troublesOf } from './plugin-view';
import { pluginColumns, pluginsTableId } from './plugins-columns';
import { PluginsStore } from './plugins-store';

/** What extends the agent of a profile: which plugins there are, where they come from, and which Hermes loads. */
@Component({
  selector: 'app-plugins-page',
  imports: [
    Badge,
    Cell,
    DataTable,
    EmptyState,
    FilterBar,
    Icon,
    MatButton,
    PageHeader,
    PluginNotes,
    PluginPeek,
    SearchBox,
  ],
  templateUrl: './plugins-page.html',
  styleUrls: ['../list-page.css', './plugins-page.css'],
  providers: [PluginsStore, PluginActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PluginsPage {
  protected readonly store = inject(PluginsStore);
  protected readonly actions = inject(PluginActions);
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly narrow = toSignal(inject(BreakpointObserver).observe('(max-width: 899px)'));
  // Of the address.
  readonly plugin = input<string>();

  protected readonly tableId = pluginsTableId;
  protected readonly columns = pluginColumns;
  protected readonly standingOf = standingOf;
  protected readonly troublesOf = troublesOf;
  protected readonly isTroubled = isTroubled;
  protected readonly idOf = ({ key }: Plugin): string => key;
  protected readonly nameOf = ({ name }: Plugin): string => name;
  /** Another plugin is another panel: nothing of one is ever shown as the other. */
  protected readonly opened = computed(
    () => this.store.plugins()?.plugins.filter(({ key }) => key === this.plugin()) ?? [],
  );
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(
    () => this.opened().length > 0 && this.narrow()?.matches === true,
  );
  protected readonly summary = computed(() => {
    const plugins = this.store.plugins()?.plugins;
    if (plugins === undefined) return 'What extends the agent';
    const own = plugins.filter(({ origin }) => origin !== 'bundled').length;
    const loaded = plugins.filter(({ loadsBecause }) => loadsBecause !== null).length;
    return `${own} in this profile, ${plugins.length - own} from Hermes — ${loaded} loaded`;
  });
  /** Why nothing can be installed; empty when it can. */
  protected readonly installRefusal = computed(() => {
    if (!this.session.canChange()) return 'Only administrators install plugins.';
    return this.store.plugins()?.unavailableReason ?? '';
  });

  protected sortBy(sort: Sort | undefined): void {
    this.go({ sort: sort === undefined ? null : sortText(sort) });
  }

  protected search(text: string): void {
    this.go({ search: text || null });
  }

  protected showAll(): void {
    this.go({ search: null, origin: null, state: null, kind: null });
  }

  protected show({ key }: Plugin): void {
    this.go({ plugin: key });
  }

  protected close(): void {
    this.go({ plugin: null });
  }

  protected step(by: number): void {
    const shown = this.store.shown() ?? [];
    const next = shown[shown.findIndex(({ key }) => key === this.plugin()) + by];
    if (next !== undefined) this.show(next);
  }

  private go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
