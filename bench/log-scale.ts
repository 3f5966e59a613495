import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ApiUsersOverview } from '../server/api-users/api-users-overview.ts';
import { CapUseReport } from '../server/api-users/cap-use.ts';
import type { AuditListQuery } from '../server/audit/audit.contract.ts';
import { AuditLog } from '../server/audit/audit-log.ts';
import { AuditPartitions } from '../server/audit/audit-partitions.ts';
import { UsageByDay } from '../server/audit/usage-days.ts';
import { UsageRollups } from '../server/audit/usage-rollups.ts';
import { UsageSums } from '../server/audit/usage-sums.ts';
import { Database } from '../server/database/database.ts';
import { EmbeddedPostgres } from '../server/database/embedded-postgres.ts';
import { readSettings } from '../server/settings.ts';
import { fillLog, needle, rareModel } from './log-fill.ts';
import { median } from './processes.ts';
import { recordStatements, writePlans } from './query-plans.ts';

/**
 * What the console asks of a log with millions of requests, over the embedded PostgreSQL as it is shipped. Without
 * `--data` the database is filled first and thrown away at the end.
 */
const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    days: { type: 'string', default: '30' },
    users: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '15' },
    /** A folder that keeps the filled database for the next run. */
    data: { type: 'string' },
    /** A file for the plans. */
    plans: { type: 'string' },
  },
});
const shape = {
  rows: Number(given.rows),
  days: Number(given.days),
  users: Number(given.users),
};
const dayMs = 86_400_000;
const progress = (text: string) => process.stderr.write(`${text}\n`);

interface Question {
  readonly name: string;
  readonly limitMs: number;
  ask(): Promise<unknown>;
}

async function questionsOf(database: Database): Promise<Question[]> {
  const log = new AuditLog(database, readSettings({}));
  const [usage, rollups] = [new UsageByDay(database), new UsageRollups(database)];
  const [overview, caps] = [new ApiUsersOverview(database), new CapUseReport(database)];
  const list = (query: Partial<AuditListQuery>) => log.list({ limit: 50, ...query });
  const sample = await database.console.query<Sample>(
    `select id, api_user_id, client_request_id from audit_request
     where client_request_id is not null order by id desc offset 30000 limit 1`,
  );
  const { id, api_user_id: apiUserId, client_request_id: clientRequestId } = sample.rows[0]!;
  const { nextCursor } = await list({});
  const day = (ago: number) => new Date(Date.now() - ago * dayMs).toISOString();
  const timeZone = 'Europe/Berlin';
  const month = { from: day(29).slice(0, 10), timeZone };
  const question = (name: string, ask: () => Promise<unknown>, limitMs = 100) => ({
    name,
    limitMs,
    ask,
  });
  return [
    question('list, first page', () => list({})),
    question('list, next page', () => list({ cursor: nextCursor! })),
    question('list, a page from the middle', () => list({ cursor: id })),
    question('by user', () => list({ apiUserId })),
    question('by request id', () => list({ requestId: id })),
    question("by the client's request id", () => list({ requestId: clientRequestId })),
    question('by status 5xx', () => list({ status: '5xx' })),
    question('by status 429', () => list({ status: '429' })),
    question('by status "error"', () => list({ status: 'error' })),
    question('by end reason timeout', () => list({ endReason: 'timeout' })),
    question('by model', () => list({ model: 'kimi-k2' })),
    question('by a rare model', () => list({ model: rareModel }), 2000),
    question('longer than 9.9 s', () => list({ minDurationMs: '9900' })),
    question('by user and 5xx', () => list({ apiUserId, status: '5xx' })),
    question('detail', () => log.find(id)),
    question('count of everything', () => log.count({})),
    question('count of 5xx', () => log.count({ status: '5xx' })),
    question('days, 30', () => usage.days({ ...month, groupBy: 'none' })),
    question('days, 30, by gateway', () => usage.days({ ...month, groupBy: 'gateway' })),
    question('days, 30, by model', () => usage.days({ ...month, groupBy: 'model' })),
    question('days, 30, by API user', () => usage.days({ ...month, groupBy: 'apiUser' })),
    question('days, 30, of one user', () => usage.days({ ...month, groupBy: 'model', apiUserId })),
    question('top API users, 30 days', () => usage.top({ ...month, by: 'apiUser', limit: 10 })),
    question('top models, 30 days', () => usage.top({ ...month, by: 'model', limit: 10 })),
    question('hours, 24', () => rollups.hours({ from: day(1) })),
    question('hours, 30 days', () => rollups.hours({ from: day(30) })),
    question('limits', () => caps.read({ limit: 100 })),
    question('API users with their last day', () =>
      overview.list({ sort: 'usedTokens', direction: 'desc', limit: 100 }),
    ),
    question('one API user', () => overview.detail(apiUserId)),
    question('search, common text', () => list({ search: 'invoices', from: day(30) }), 2000),
    question('search, rare text', () => list({ search: needle, from: day(30) }), 2000),
  ];
}

interface Sample {
  readonly id: string;
  readonly api_user_id: string;
  readonly client_request_id: string;
}

async function measure(question: Question, rounds: number) {
  const answer = (await question.ask()) as { searchedBackTo?: string | null };
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await question.ask();
    times.push(performance.now() - startedAt);
  }
  const middle = median(times);
  return {
    question: question.name,
    'median ms': Number(middle.toFixed(1)),
    'worst ms': Number(Math.max(...times).toFixed(1)),
    'at most': question.limitMs,
    holds: middle < question.limitMs,
    'looked back to': answer.searchedBackTo ?? '',
  };
}

async function main(): Promise<void> {
  const folder = given.data ? resolve(given.data) : mkdtempSync(join(tmpdir(), 'hcp-log-scale-'));
  const server = new EmbeddedPostgres({ directory: folder });
  await server.start();
  const database = new Database(server.url);
  try {
    const reason = await database.tryConnect();
    if (reason !== undefined) throw new Error(reason);
    await fillUnlessFilled(server.url, database);
    const statements = recordStatements(database.console);
    const questions = await questionsOf(database);
    const figures = [];
    if (given.plans) writeFileSync(given.plans, '');
    for (const question of questions) {
      progress(question.name);
      statements.clear();
      const rounds = question.limitMs > 1000 ? 5 : Number(given.rounds);
      figures.push(await measure(question, rounds));
      if (given.plans)
        appendFileSync(given.plans, await writePlans(database.console, question.name, statements));
    }
    process.stdout.write(`${await describe(database)}\n`);
    console.table(figures);
    if (figures.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    await database.close();
    await server.stop();
    if (!given.data) rmSync(folder, { recursive: true, force: true });
  }
}

async function fillUnlessFilled(url: string, database: Database): Promise<void> {
  const found = await database.console.query('select from usage_hour limit 1');
  if (found.rowCount === 0) {
    const pool = new pg.Pool({ connectionString: url, options: '-c synchronous_commit=off' });
    const seconds = await fillLog(pool, new AuditPartitions(database), shape, progress);
    await pool.end();
    progress(`filled in ${Math.round(seconds)} s`);
  }
  await new UsageSums(database).addUp();
}

async function describe(database: Database): Promise<string> {
  const found = await database.console.query<{ rows: string; hours: string; size: string }>(
    `select (select sum(greatest(reltuples, 0))::bigint from pg_class where relkind = 'r' and relname ~ '^audit_request_2') as rows,
       (select count(*) from usage_hour) as hours, pg_size_pretty(pg_database_size(current_database())) as size`,
  );
  const { rows, hours, size } = found.rows[0]!;
  return `About ${rows} requests in ${shape.days} days, ${hours} hourly numbers, ${size}.`;
}

await main();
