/** What a home's files are for, in the order in which it is shown. */
export const storageAreas = [
  'sessions',
  'logs',
  'caches',
  'checkpoints',
  'snapshots',
  'backups',
  'skills',
  'plugins',
  'kanban',
  'cron',
  'memories',
  'installation',
  'profiles',
  'other',
] as const;
export type StorageArea = (typeof storageAreas)[number];

const rules: readonly (readonly [RegExp, StorageArea])[] = [
  [/^(state\.db|response_store\.db|hermes_state\.db)/, 'sessions'],
  [/^sessions$/, 'sessions'],
  [/^logs$|\.log(\.\d+)?$/, 'logs'],
  [/_cache$|^(cache|\.cache|browser_screenshots)$|^\.skills_prompt_snapshot\.json$/, 'caches'],
  [/^checkpoints$/, 'checkpoints'],
  [/^state-snapshots$/, 'snapshots'],
  [/^backups$/, 'backups'],
  [/^(skills|skill-bundles)$/, 'skills'],
  [/^plugins$/, 'plugins'],
  [/^kanban(\.db.*)?$/, 'kanban'],
  [/^cron$/, 'cron'],
  [/^memories$/, 'memories'],
  [/^(hermes-agent|\.hermes-runtime|node|node_modules|bin|lib|\.worktrees)$/, 'installation'],
  [/^profiles$/, 'profiles'],
];

/** Which area a file or folder directly in a home belongs to, with everything in it. */
export function areaOf(name: string): StorageArea {
  return rules.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
