/** Where a board's files lie below the Hermes root (hermes-agent 0.19). Boards belong to the root, not to profiles. */
export interface BoardPlace {
  readonly database: string;
  /** Of `attachments`, `logs` and `workspaces`. */
  readonly folder: string;
}

export const defaultBoard = 'default';
export const boardsFolder = 'kanban/boards';
export const removedFolder = `${boardsFolder}/_archived`;
export const currentFile = 'kanban/current';

/** The slug must be one: it becomes part of a path. */
export function boardPlace(slug: string): BoardPlace {
  if (slug === defaultBoard) return { database: 'kanban.db', folder: 'kanban' };
  const folder = `${boardsFolder}/${slug}`;
  return { database: `${folder}/kanban.db`, folder };
}
