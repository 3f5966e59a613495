import type { Skill } from '../../../../../server/hermes-state/skills/skills.contract';
import type { Column } from '../../ui/data-table/column';
import { formatNumber } from '../../ui/format';
import { usesOf } from './skill-view';

export const skillsTableId = 'hermes-skills';

/** Everything a row can tell. What has a template of its own in the list has no text here. */
export const skillColumns: readonly Column<Skill>[] = [
  {
    key: 'name',
    header: 'Skill',
    width: 16,
    grow: 3,
    priority: 1,
    isHideable: false,
    isSortable: true,
  },
  { key: 'status', header: 'Status', width: 8.5, grow: 0, priority: 1, isSortable: true },
  {
    key: 'category',
    header: 'Category',
    text: ({ category }) => category ?? '–',
    width: 10,
    grow: 0,
    isSortable: true,
  },
  {
    key: 'source',
    header: 'Source',
    text: ({ origin }) => origin,
    width: 6,
    grow: 0,
    isSortable: true,
  },
  { key: 'trust', header: 'Trust', text: ({ trust }) => trust, width: 7, grow: 0, priority: 3 },
  {
    key: 'version',
    header: 'Version',
    text: ({ version }) => version ?? '–',
    width: 5,
    grow: 0,
    priority: 3,
  },
  {
    key: 'uses',
    header: 'Activity',
    text: (skill) => formatNumber(usesOf(skill)),
    align: 'end',
    width: 6,
    grow: 0,
    isSortable: true,
  },
  { key: 'lastUsed', header: 'Last used', width: 7.5, grow: 0, isSortable: true },
];
