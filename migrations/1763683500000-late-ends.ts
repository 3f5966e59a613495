import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `interrupted` is what others took for true of a process that seemed dead; only that may be corrected. */
export class LateEnds1763683500000 implements MigrationInterface {
  readonly name = 'LateEnds1763683500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger append_only on audit_response`);
    await runner.query(`create trigger append_only before update on audit_response
      for each row when (old.end_reason <> 'interrupted') execute function audit_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger append_only on audit_response`);
    await runner.query(`create trigger append_only before update on audit_response
      for each row execute function audit_is_append_only()`);
  }
}
