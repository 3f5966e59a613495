/** Why a file could not be used. */
export type Unreadable =
  | 'too_large'
  | 'not_regular'
  | 'outside_root'
  | 'permission'
  | 'not_utf8'
  | 'not_json'
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

/** Changes what a present file holds; the other states stay as they are. */
export function mapState<T, U>(file: StateFile<T>, change: (value: T) => U): StateFile<U> {
  return file.status === 'present' ? { status: 'present', value: change(file.value) } : file;
}
