import type { StorageArea } from '../../../../../server/hermes-state/storage/storage-areas.contract';
import type { CleanUpName } from '../../../../../server/hermes-state/storage/storage.contract';

export const areaNames: Readonly<Record<StorageArea, string>> = {
  sessions: 'Sessions database',
  logs: 'Logs',
  caches: 'Caches',
  checkpoints: 'Checkpoints',
  snapshots: 'State snapshots',
  backups: 'Backups',
  skills: 'Skills and bundles',
  plugins: 'Plugins',
  kanban: 'Kanban',
  cron: 'Cron',
  memories: 'Memories',
  installation: 'Hermes itself',
  profiles: 'Other profiles',
  other: 'Everything else',
};

export const cleanUpWords: Readonly<Record<CleanUpName, { name: string; what: string }>> = {
  rotated_logs: {
    name: 'rotated logs',
    what: 'Logs that Hermes has put aside (.log.1 and so on). The current ones stay.',
  },
  caches: {
    name: 'caches',
    what: 'Pictures, sounds and documents of past conversations that Hermes can do without.',
  },
  old_snapshots: {
    name: 'old snapshots',
    what: 'All state snapshots but the newest five.',
  },
};
