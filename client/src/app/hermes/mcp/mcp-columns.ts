import type { McpServer } from '../../../../../server/hermes-state/mcp/mcp.contract';
import type { Column } from '../../ui/data-table/column';
import { toolsText, transportWords } from './mcp-view';

export const mcpTableId = 'hermes-mcp';

/** Everything a row can tell. What has a template of its own in the list has no text here. */
export const mcpColumns: readonly Column<McpServer>[] = [
  { key: 'name', header: 'Server', width: 14, grow: 3, priority: 1, isHideable: false },
  { key: 'status', header: 'Status', width: 8, grow: 0, priority: 1 },
  {
    key: 'transport',
    header: 'Transport',
    text: ({ transport }) => transportWords[transport],
    width: 5.5,
    grow: 0,
    priority: 3,
  },
  { key: 'tools', header: 'Tools', text: toolsText, width: 6.5, grow: 0 },
  { key: 'auth', header: 'Login', width: 9.5, grow: 0 },
  {
    key: 'package',
    header: 'Package version',
    text: ({ package: fetched }) => (fetched === null ? '–' : (fetched.version ?? 'not fixed')),
    width: 8,
    grow: 0,
    priority: 3,
  },
  { key: 'test', header: 'Last test', width: 10.5, grow: 0, priority: 1 },
  { key: 'actions', header: 'Actions', width: 3.25, isActions: true },
];
