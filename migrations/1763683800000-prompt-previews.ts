import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists show of a prompt. Requests of earlier versions have none: the start of their body is shown. */
export class PromptPreviews1763683800000 implements MigrationInterface {
  readonly name = 'PromptPreviews1763683800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table audit_request add column prompt_preview text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table audit_request drop column prompt_preview');
  }
}
