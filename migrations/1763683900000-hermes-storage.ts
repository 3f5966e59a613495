import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the homes of Hermes took over time, sampled a few times a day; samples of half a year are kept. */
export class HermesStorage1763683900000 implements MigrationInterface {
  readonly name = 'HermesStorage1763683900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table hermes_storage_sample (
        home text not null,
        profile text not null,
        area text not null,
        sampled_at timestamptz not null,
        bytes bigint not null,
        files bigint not null,
        primary key (home, profile, sampled_at, area)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table hermes_storage_sample');
  }
}
