import { Injectable, Logger } from '@nestjs/common';
import { runColumns, toRun, type RunRow } from '../audit/retention-runs.ts';
import { Database, isAway, reasonOf } from '../database/database.ts';
import { every, LiveChannel } from './live-channel.ts';

const lookMs = 2000;

/** Looks every two seconds for what any process on the database has written; both questions are answered by an index. */
@Injectable()
export class DatabaseWatch {
  private readonly logger = new Logger('Live');
  private isBusy = false;
  private sequence: number | undefined;
  private run: string | undefined;

  constructor(
    private readonly channel: LiveChannel,
    private readonly database: Database,
  ) {
    channel.addSource(() => {
      const stop = every(lookMs, () => void this.look());
      void this.look();
      return () => {
        stop();
        this.sequence = undefined;
        this.run = undefined;
      };
    });
  }

  private async look(): Promise<void> {
    if (this.isBusy || !this.database.isReady) return;
    this.isBusy = true;
    try {
      await this.lookForEvents();
      await this.lookForRuns();
    } catch (error) {
      if (!isAway(error)) this.logger.warn(`News could not be looked for: ${reasonOf(error)}`);
    } finally {
      this.isBusy = false;
    }
  }

  private async lookForEvents(): Promise<void> {
    const found = await this.database.console.query<{ sequence: string | null }>(
      'select max(sequence) as sequence from admin_event',
    );
    const sequence = Number(found.rows[0]?.sequence ?? 0);
    const before = this.sequence;
    this.sequence = sequence;
    if (before !== undefined && sequence !== before)
      this.channel.publish('admin-events', { sequence });
  }

  private async lookForRuns(): Promise<void> {
    const found = await this.database.console.query<RunRow>(
      `select ${runColumns} from audit_retention_run order by id desc limit 1`,
    );
    const run = found.rows[0] === undefined ? undefined : toRun(found.rows[0]);
    const state = `${run?.id} ${run?.finishedAt}`;
    const before = this.run;
    this.run = state;
    if (before !== undefined && run !== undefined && state !== before)
      this.channel.publish('retention', run);
  }
}
