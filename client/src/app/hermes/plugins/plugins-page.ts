import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Plugin } from '../../../../../server/hermes-state/plugins/plugins.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Cell } from '../../ui/data-table/cell';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { Icon } from '../../ui/icon';
import { ListAddress } from '../../ui/list-address';
import { PageHeader } from '../../ui/page-header';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { SearchBox } from '../../ui/search-box';
import { PluginActions } from './plugin-actions';
import { PluginNotes } from './plugin-notes';
import { PluginPeek } from './plugin-peek';
import { isTroubled, standingOf, troublesOf } from './plugin-view';
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
  private readonly isNarrow = peekTakesWindow();
  // Of the address.
  readonly plugin = input<string>();

  protected readonly tableId = pluginsTableId;
  protected readonly columns = pluginColumns;
  protected readonly standingOf = standingOf;
  protected readonly troublesOf = troublesOf;
  protected readonly isTroubled = isTroubled;
  protected readonly idOf = ({ key }: Plugin): string => key;
  protected readonly nameOf = ({ name }: Plugin): string => name;
  protected readonly list = new ListAddress<Plugin>({
    rows: () => this.store.shown(),
    idOf: this.idOf,
    opened: () => this.plugin(),
    openedIn: 'plugin',
    filters: ['origin', 'state', 'kind'],
  });
  /** Another plugin is another panel: nothing of one is ever shown as the other. */
  protected readonly opened = computed(
    () => this.store.plugins()?.plugins.filter(({ key }) => key === this.plugin()) ?? [],
  );
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.opened().length > 0 && this.isNarrow());
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
}
