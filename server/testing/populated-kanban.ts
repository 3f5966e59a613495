import type { HermesHomeFixture } from './hermes-home-fixture.ts';
import { createBoard } from './kanban-database.ts';

/** A board whose only task names a secret wherever people and workers write. */
export async function populateKanban(fixture: HermesHomeFixture, secret: string): Promise<void> {
  const board = createBoard(fixture.at('.hermes/kanban.db'));
  const text = `It said ${secret}`;
  board.task('t_0a1b2c3d', {
    ...{ title: text, body: text, result: text, assignee: 'coder', last_failure_error: text },
    consecutive_failures: 1,
  });
  board.insert('task_comments', {
    ...{ task_id: 't_0a1b2c3d', author: 'coder', body: text, created_at: 1 },
  });
  board.insert('task_events', {
    ...{ task_id: 't_0a1b2c3d', kind: 'blocked', payload: JSON.stringify(text), created_at: 1 },
  });
  board.insert('task_runs', {
    ...{ task_id: 't_0a1b2c3d', status: 'crashed', summary: text, error: text, started_at: 1 },
    metadata: JSON.stringify(text),
  });
  board.close();
  await fixture.put('.hermes/kanban/logs/t_0a1b2c3d.log', `${text}\n`, 0o644);
}
