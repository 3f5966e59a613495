/** Why a file could not be used. */
export type Unreadable =
  | 'too_large'
  | 'not_regular'
  | 'outside_root'
  | 'permission'
  | 'not_utf8'
  | 'not_json'
  | 'not_yaml'
  | 'unexpected_shape'
  /** Databases: no SQLite file, one without content, one that contradicts itself. */
  | 'not_database'
  | 'empty_database'
  | 'damaged'
  /** Its writer did not let go in time. */
  | 'busy'
  /** It lacks tables or columns that cannot be done without. */
  | 'too_old'
  | 'time_limit'
  | 'io_error';

/** Absence and damage are ordinary states of someone else's files, so they are values, not exceptions. */
export type StateFile<T> =
  | { readonly status: 'present'; readonly value: T }
  | { readonly status: 'missing' }
  | { readonly status: 'unreadable'; readonly reason: Unreadable };

export interface FileFacts {
  readonly bytes: number;
  /** ISO 8601. */
  readonly modifiedAt: string;
  /** Permission bits, such as 0o600. */
  readonly mode: number;
  readonly uid: number;
}

export interface FolderEntry extends FileFacts {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** Entries by name. `isCut`: there are more than were looked at. */
export interface FolderList {
  /** Where it really lies below the root, links resolved; empty for the root itself. */
  readonly place: string;
  readonly entries: readonly FolderEntry[];
  readonly isCut: boolean;
}

/** Changes what a present file holds; the other states stay as they are. */
export function mapState<T, U>(file: StateFile<T>, change: (value: T) => U): StateFile<U> {
  return file.status === 'present' ? { status: 'present', value: change(file.value) } : file;
}

/** How a file is named in answers. */
export function sourceOf(
  file: string,
  state: StateFile<unknown>,
): { file: string; status: StateFile<unknown>['status']; reason: string | null } {
  return {
    file,
    status: state.status,
    reason: state.status === 'unreadable' ? state.reason : null,
  };
}
