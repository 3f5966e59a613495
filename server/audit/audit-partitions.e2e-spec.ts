import type { Database } from '../database/database.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { AuditPartitions, firstIdAt, timeOfId } from './audit-partitions.ts';

describe('AuditPartitions', () => {
  let database: Database;
  let close: () => Promise<void>;

  beforeAll(async () => ({ database, close } = await openTestDatabase()));
  afterAll(() => close());

  const namesOf = async (table: string) => {
    const found = await database.console.query(
      'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
      [table],
    );
    return found.rows.map((row) => row.name);
  };

  it('makes each missing day of both tables once, however many ask', async () => {
    const partitions = new AuditPartitions(database);
    const day = new Date('2026-11-21T13:00:00Z');
    await Promise.all([
      partitions.ensure(day, 2),
      partitions.ensure(day, 2),
      partitions.ensure(day, 2),
    ]);
    expect(await namesOf('audit_request')).toEqual([
      'audit_request_20261121',
      'audit_request_20261122',
    ]);
    expect(await namesOf('audit_response')).toEqual([
      'audit_response_20261121',
      'audit_response_20261122',
    ]);
  });

  it('keeps the time of an id readable', () => {
    const time = new Date('2026-11-21T13:14:15.678Z');
    expect(timeOfId(firstIdAt(time))).toEqual(time);
  });
});
