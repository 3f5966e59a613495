import { DataSource } from 'typeorm';
import { Administrator } from '../auth/administrator.entity.ts';
import { ApiKey } from '../api-users/api-key.entity.ts';
import { ApiUser } from '../api-users/api-user.entity.ts';
import * as migrations from '../../migrations/index.ts';

/** TypeORM over the given database, not yet connected. Entities are listed here because tests and the CLI share it. */
export function createDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [Administrator, ApiUser, ApiKey],
    migrations: Object.values(migrations),
    migrationsTransactionMode: 'each',
    poolSize: 4,
    connectTimeoutMS: 5000,
    applicationName: 'hermes-console',
    uuidExtension: 'pgcrypto',
    extra: { statement_timeout: 15_000 },
  });
}
