import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the console signs cookies with, when a session was last used, and throttle counters that cost no fsync. */
export class ConsoleSecret1763683300000 implements MigrationInterface {
  readonly name = 'ConsoleSecret1763683300000';

  async up(runner: QueryRunner): Promise<void> {
    // One row; every process on this database signs with the same secret.
    await runner.query(`create table console_secret (
      id integer primary key default 1 check (id = 1),
      secret bytea not null check (length(secret) = 32),
      created_at timestamptz not null default now()
    )`);
    await runner.query(
      `alter table console_session add column last_seen_at timestamptz not null default now()`,
    );
    // Kept over a restart; a crash of PostgreSQL empties it, which forgives one window at worst.
    await runner.query(`alter table throttle set unlogged`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table throttle set logged`);
    await runner.query(`alter table console_session drop column last_seen_at`);
    await runner.query(`drop table console_secret`);
  }
}
