import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import type pg from 'pg';
import { advisoryLocks } from '../database/advisory-locks.ts';
import { Database, reasonOf } from '../database/database.ts';

/**
 * Adds up days that are over: by hour, gateway and model for everybody, and by day and API user. A chart then reads some
 * hundred rows where the hourly numbers of all users and models are hundreds of thousands.
 *
 * Numbers may still come late, from a spool or a long request. A trigger then takes the mark of that day away in the same
 * transaction, and the day is read from the hourly numbers until it has been added up again. A day is added up two hours
 * after its end and counts as late one hour after it, so that a transaction in between belongs to one of the two.
 */
@Injectable()
export class UsageSums implements OnModuleInit {
  private readonly logger = new Logger(UsageSums.name);
  private running: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  onModuleInit(): void {
    this.database.onReady(() => this.addUp());
  }

  @Cron('0 5 * * * *', { name: 'usage-sums', timeZone: 'UTC' })
  async runHourly(): Promise<void> {
    if (!this.database.isReady) return;
    await this.addUp().catch((error: unknown) =>
      this.logger.warn(`Days are not added up for now: ${reasonOf(error)}`),
    );
  }

  /** Every finished day that has not been added up, each in a transaction of its own. */
  addUp(): Promise<void> {
    this.running ??= this.addUpAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async addUpAll(): Promise<void> {
    const client = await this.database.console.connect();
    try {
      const open = await client.query<{ day: string }>(openDays);
      for (const { day } of open.rows) await addUpDay(client, day);
    } finally {
      client.release();
    }
  }
}

/** From the first day with numbers on. */
const openDays = `
  select to_char(day, 'YYYY-MM-DD') as day
  from generate_series((select min(hour) at time zone 'UTC' from usage_hour)::date,
    (now() - interval '26 hours') at time zone 'UTC', interval '1 day') day
  where not exists (select from usage_summed_day s where s.day = day.day::date)
  order by 1 desc`;

async function addUpDay(client: pg.PoolClient, day: string): Promise<void> {
  await client.query('begin');
  try {
    // Late numbers hold this lock shared until they are committed: the statements after it see them or follow them.
    await client.query('select pg_advisory_xact_lock($1)', [advisoryLocks.usageSums]);
    const marked = await client.query(
      'insert into usage_summed_day values ($1) on conflict do nothing',
      [day],
    );
    if (marked.rowCount === 1) for (const statement of sums) await client.query(statement, [day]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

const numbers = `sum(requests), sum(errors), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens),
  sum(duration_ms)`;
const ofDay = `hour >= $1::date::timestamp at time zone 'UTC' and hour < ($1::date + 1)::timestamp at time zone 'UTC'`;
const sums = [
  `delete from usage_hour_sum where ${ofDay}`,
  `insert into usage_hour_sum select hour, gateway, model, ${numbers} from usage_hour where ${ofDay} group by 1, 2, 3`,
  'delete from usage_day_sum where day = $1::date',
  `insert into usage_day_sum select $1::date, api_user_id, ${numbers} from usage_hour where ${ofDay} group by 2`,
];
