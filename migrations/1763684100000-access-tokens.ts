import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What programs use the console's API with, in the name of an administrator. */
export class AccessTokens1763684100000 implements MigrationInterface {
  readonly name = 'AccessTokens1763684100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table access_token (
      id uuid primary key,
      administrator_id uuid not null references administrator (id) on delete cascade,
      name text not null,
      scope text not null check (scope in ('read', 'change')),
      token_hash bytea not null constraint access_token_hash unique,
      prefix text not null,
      last_four text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      constraint access_token_name unique (administrator_id, name)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access_token');
  }
}
