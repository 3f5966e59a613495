import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesHome, type StateRoot } from '../hermes-home.ts';
import type { StateFile } from '../state-file.ts';
import { SqliteProcess } from './sqlite-process.ts';
import type { SqliteAnswer, SqliteRows, SqliteSchema, SqliteStatement } from './sqlite-work.ts';

const defaultTimeLimitMs = 5000;
const defaultMaxBytes = 8 * 1024 * 1024;
/** A slow question about one database keeps nobody from asking about another. */
const processCount = 2;

/** Where a database lies. */
export interface DatabaseFile {
  readonly root: StateRoot;
  /** Below the root, such as `profiles/coder/state.db`. */
  readonly path: string;
}

export interface SqliteLimits {
  /** For all statements together, in milliseconds. */
  readonly timeLimitMs?: number;
  /** Of all rows together, in characters. */
  readonly maxBytes?: number;
}

/**
 * Reads SQLite databases of the home while their owner writes, and leaves every file as it was:
 * - One that is not in WAL mode is read in place; SQLite only takes locks.
 * - One in WAL mode that somebody has open is read in place too. SQLite notes in the `-shm` file, which holds nothing but
 *   such notes, how far readers are.
 * - One in WAL mode that nobody has open would be given a `-wal` and a `-shm`, or its `-wal` would be looked through and
 *   noted. So it is copied with its `-wal` into the data folder and read there, once per change. The same is done when a
 *   writer has died and left a journal to roll back.
 */
@Injectable()
export class SqliteReader implements OnApplicationShutdown {
  private readonly processes = Array.from({ length: processCount }, () => new SqliteProcess());
  private readonly copies: string;
  private isCleared: Promise<void> | undefined;

  constructor(
    private readonly home: HermesHome,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.copies = join(settings.dataDir, 'sqlite-copies');
  }

  /**
   * Asks several questions, all answered as of one moment. `ask` is given the tables and columns there are, for old
   * schemas lack some; a question about one that is not there makes the file `too_old`. Throws on wrong SQL only.
   */
  async read<Name extends string>(
    file: DatabaseFile,
    ask: (schema: SqliteSchema) => Readonly<Record<Name, SqliteStatement>> | undefined,
    limits: SqliteLimits = {},
  ): Promise<StateFile<Readonly<Record<Name, SqliteRows>>>> {
    const schema = (await this.send(file, undefined, limits)) as StateFile<SqliteSchema>;
    if (schema.status !== 'present') return schema;
    const statements = ask(schema.value);
    if (!statements) return { status: 'unreadable', reason: 'too_old' };
    return (await this.send(file, statements, limits)) as StateFile<
      Readonly<Record<Name, SqliteRows>>
    >;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end()));
    await rm(this.copies, { recursive: true, force: true });
  }

  private async send(
    file: DatabaseFile,
    statements: Readonly<Record<string, SqliteStatement>> | undefined,
    { timeLimitMs = defaultTimeLimitMs, maxBytes = defaultMaxBytes }: SqliteLimits,
  ): Promise<StateFile<unknown>> {
    // What a process that was killed left behind.
    await (this.isCleared ??= rm(this.copies, { recursive: true, force: true }));
    const { copies } = this;
    const request = { root: this.home.rootOf(file.root), path: file.path, copies, maxBytes };
    const [free] = this.processes.toSorted((a, b) => a.waiting - b.waiting);
    const answer: SqliteAnswer = await free!.ask(
      statements ? { ...request, statements } : request,
      timeLimitMs,
    );
    if (answer.status === 'failed') throw new Error(`SQLite: ${answer.message}`);
    return answer;
  }
}
