import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the last test of each MCP server of Hermes found. */
export class HermesMcpTests1763684000000 implements MigrationInterface {
  readonly name = 'HermesMcpTests1763684000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table hermes_mcp_test (
        home text not null,
        profile text not null,
        server text not null,
        tested_at timestamptz not null,
        is_connected boolean not null,
        took_ms double precision,
        message text not null,
        tools jsonb not null,
        entry_hash text not null,
        primary key (home, profile, server)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table hermes_mcp_test');
  }
}
