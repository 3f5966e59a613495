import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import { SqliteReader, type SqliteLimits } from '../sqlite/sqlite-reader.ts';
import type { SqliteRows, SqliteStatement } from '../sqlite/sqlite-work.ts';
import type { StateFile } from '../state-file.ts';
import { stateColumns, type StateColumns } from './session-columns.ts';

/** `state.db` of a profile: sessions, their messages and what they used. */
@Injectable()
export class StateDatabase {
  constructor(
    private readonly home: HermesHome,
    private readonly reader: SqliteReader,
  ) {}

  /** Below the Hermes root, as it is named to people. Throws `NotFound` for a name that is no profile's. */
  fileOf(profile: string): string {
    return this.home.pathIn(profile, 'state.db');
  }

  /** Asks about a profile's sessions, all as of one moment. Throws `NotFound` for a profile that is not there. */
  async read<Name extends string>(
    profile: string,
    ask: (columns: StateColumns) => Readonly<Record<Name, SqliteStatement>>,
    limits?: SqliteLimits,
  ): Promise<StateFile<Readonly<Record<Name, SqliteRows>>>> {
    await this.home.requireProfile(profile);
    const file = { root: 'hermes', path: this.fileOf(profile) } as const;
    return this.reader.read(
      file,
      (schema) => {
        const columns = stateColumns(schema);
        return columns && ask(columns);
      },
      limits,
    );
  }
}
