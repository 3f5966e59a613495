import type { Plugin } from '../../../../../server/hermes-state/plugins/plugins.contract';
import type { Column } from '../../ui/data-table/column';
import { addsOf, missingOf, originWords, versionOf } from './plugin-view';

export const pluginsTableId = 'hermes-plugins';

/** Everything a row can tell. What has a template of its own in the list has no text here. */
export const pluginColumns: readonly Column<Plugin>[] = [
  {
    key: 'name',
    header: 'Plugin',
    width: 16,
    grow: 3,
    priority: 1,
    isHideable: false,
    isSortable: true,
  },
  { key: 'state', header: 'State', width: 9.5, grow: 0, priority: 1, isSortable: true },
  {
    key: 'version',
    header: 'Version',
    text: versionOf,
    width: 9.5,
    grow: 0,
  },
  {
    key: 'origin',
    header: 'Origin',
    text: ({ origin }) => originWords[origin],
    width: 9,
    grow: 0,
    isSortable: true,
  },
  {
    key: 'kind',
    header: 'Kind',
    text: ({ kind }) => kind,
    width: 7.5,
    grow: 0,
    priority: 3,
    isSortable: true,
  },
  { key: 'adds', header: 'Adds', text: addsOf, width: 8, grow: 0 },
  {
    key: 'missing',
    header: 'Not set in .env',
    text: (plugin) => missingOf(plugin).join(', ') || '–',
    width: 10,
    priority: 3,
  },
];
