import Sqlite from 'better-sqlite3';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { executionsSchema } from '../server/testing/fake-hermes-cron.ts';
import { createBoard } from '../server/testing/kanban-database.ts';

/** How much there is of what Hermes does by itself. */
interface Shape {
  readonly cronJobs: number;
  readonly cronRuns: number;
  readonly tasks: number;
  readonly webhooks: number;
}

const hex = (n: number, length: number) => String(n).padStart(length, '0');

/** Cron jobs with their runs, a board of tasks, and webhooks. */
export async function fillAutomation(home: string, shape: Shape): Promise<void> {
  await mkdir(join(home, 'cron'), { recursive: true });
  const jobs = Array.from({ length: shape.cronJobs }, (_, n) => ({
    ...{ id: hex(n, 12), name: `Job ${n}`, prompt: `Look at ${n}`, enabled: true },
    schedule: { kind: 'cron', expr: `${n % 60} 9 * * 1-5`, display: 'weekdays' },
    next_run_at: '2026-11-23T09:00:00+00:00',
  }));
  await writeFile(join(home, 'cron', 'jobs.json'), JSON.stringify({ jobs }));
  fillRuns(join(home, 'cron', 'executions.db'), shape);
  fillBoard(join(home, 'kanban.db'), shape.tasks);
  const webhooks = Array.from({ length: shape.webhooks }, (_, n) => [
    `hook-${n}`,
    { description: `Hook ${n}`, events: ['push'], secret: `whsec-${hex(n, 32)}`, prompt: 'Look.' },
  ]);
  await writeFile(
    join(home, 'webhook_subscriptions.json'),
    JSON.stringify(Object.fromEntries(webhooks)),
    { mode: 0o600 },
  );
}

function fillRuns(file: string, { cronJobs, cronRuns }: Shape): void {
  const database = new Sqlite(file);
  database.exec(executionsSchema);
  const insert = database.prepare(
    "insert into executions values (?, ?, 'builtin', 'x', 1, 1, ?, ?, ?, ?, null)",
  );
  database.transaction(() => {
    for (let n = 0; n < cronRuns; n++) {
      const at = new Date(1_795_000_000_000 - n * 60_000).toISOString().replace('Z', '+00:00');
      const status = n % 7 === 0 ? 'failed' : 'completed';
      insert.run(hex(n, 32), hex(n % cronJobs, 12), status, at, at, at);
    }
  })();
  database.close();
}

function fillBoard(file: string, tasks: number): void {
  const board = createBoard(file);
  const statuses = ['triage', 'todo', 'ready', 'running', 'blocked', 'review', 'done'];
  board.atOnce(() => {
    for (let n = 0; n < tasks; n++)
      board.task(`t_${hex(n, 8)}`, {
        ...{ title: `Task ${n} of the harbour`, body: 'What is to be done.', assignee: 'coder' },
        status: statuses[n % statuses.length]!,
        created_at: 1_795_000_000 - n,
      });
  });
  board.close();
}
