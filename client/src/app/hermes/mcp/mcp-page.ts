import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import type { McpServer } from '../../../../../server/hermes-state/mcp/mcp.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
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
import { TimeStamp } from '../../ui/time-stamp';
import { McpActions } from './mcp-actions';
import { mcpColumns, mcpTableId } from './mcp-columns';
import { McpNotes } from './mcp-notes';
import { McpPeek } from './mcp-peek';
import { McpStore } from './mcp-store';
import { authLook, mcpFields, stateOf, targetOf, testLook, troublesOf } from './mcp-view';

/** The MCP servers that Hermes takes tools from. */
@Component({
  selector: 'app-mcp-page',
  imports: [
    Badge,
    Cell,
    DataTable,
    EmptyState,
    FilterBar,
    Icon,
    MatButton,
    MatMenuModule,
    McpNotes,
    McpPeek,
    PageHeader,
    SearchBox,
    TimeStamp,
  ],
  templateUrl: './mcp-page.html',
  styleUrls: ['../list-page.css', './mcp-page.css'],
  providers: [McpStore, McpActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class McpPage {
  protected readonly store = inject(McpStore);
  protected readonly actions = inject(McpActions);
  protected readonly session = inject(Session);
  private readonly isNarrow = peekTakesWindow();
  // Of the address.
  readonly server = input<string>();

  protected readonly tableId = mcpTableId;
  protected readonly columns = mcpColumns;
  protected readonly fields = mcpFields;
  protected readonly stateOf = stateOf;
  protected readonly targetOf = targetOf;
  protected readonly authLook = authLook;
  protected readonly testLook = testLook;
  protected readonly troublesOf = troublesOf;
  protected readonly nameOf = ({ name }: McpServer): string => name;
  protected readonly list = new ListAddress<McpServer>({
    rows: () => this.store.shown(),
    idOf: this.nameOf,
    opened: () => this.server(),
    openedIn: 'server',
    filters: ['status', 'transport'],
  });
  protected readonly open = computed(() =>
    this.store.mcp()?.servers.find(({ name }) => name === this.server()),
  );
  /** Another server is another panel: nothing of one is ever shown as the other. */
  protected readonly opened = computed(() => {
    const [server, profile] = [this.open(), this.store.mcp()?.profile];
    return server === undefined ? [] : [{ server, key: `${profile} ${server.name}` }];
  });
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.open() !== undefined && this.isNarrow());
  protected readonly summary = computed(() => {
    const servers = this.store.mcp()?.servers;
    if (servers === undefined) return 'Where Hermes takes further tools from';
    const enabled = servers.filter(({ isMapping, isEnabled }) => isMapping && isEnabled).length;
    const failed = servers.filter(({ test }) => test?.outcome === 'failed').length;
    const end = failed === 0 ? '' : `, ${failed} failed when last tested`;
    return `${formatCount(servers.length, 'server')}, ${enabled} enabled${end}`;
  });
  /** Why nothing can be added; empty when it can. */
  protected readonly refusal = computed(() => this.store.mcp()?.locked ?? '');
  protected readonly testRefusal = computed(() => {
    const mcp = this.store.mcp();
    if (mcp?.unavailableReason) return mcp.unavailableReason;
    return mcp?.servers.some(({ isEnabled }) => isEnabled) ? '' : 'No server is enabled.';
  });
}
