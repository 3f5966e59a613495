import type { Unreadable } from '../state-file.ts';

/** A BLOB arrives as text. */
export type SqliteValue = string | number | null;
export type SqliteRow = Readonly<Record<string, SqliteValue>>;

/** One question. Values go into `params`, never into `sql`, which calls them `?1`, `?2` and so on. */
export interface SqliteStatement {
  readonly sql: string;
  readonly params?: readonly SqliteValue[];
  /** 1000 unless told. */
  readonly maxRows?: number;
}

export interface SqliteRows {
  readonly rows: readonly SqliteRow[];
  /** There are more rows, or more bytes, than were asked for. */
  readonly isCut: boolean;
}

/** The tables of a database with their columns; a virtual table has none here. Views are left out. */
export type SqliteSchema = Readonly<Record<string, readonly string[]>>;

/** What the process that reads is asked. */
export interface SqliteRequest {
  readonly root: string;
  readonly path: string;
  /** Folder for private copies. */
  readonly copies: string;
  /** Without them the schema is answered. */
  readonly statements?: Readonly<Record<string, SqliteStatement>>;
  readonly maxBytes: number;
}

/** What it answers. `failed` is a mistake of ours, such as wrong SQL. */
export type SqliteAnswer =
  | { readonly status: 'present'; readonly value: unknown }
  | { readonly status: 'missing' }
  | { readonly status: 'unreadable'; readonly reason: Unreadable }
  | { readonly status: 'failed'; readonly message: string };
