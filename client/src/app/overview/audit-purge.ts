import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { AuditStorage, RetentionRun } from '../../../../server/audit/audit.contract';
import { Confirm } from '../ui/confirm';
import { formatBytes, formatCount, formatShort } from '../ui/format';
import { problemOf } from '../ui/problem';
import { TimeZone } from '../ui/time-zone';
import { Toasts } from '../ui/toasts';

/** The purge of the audit log by hand, from the question to the result. */
@Injectable({ providedIn: 'root' })
export class AuditPurge {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);
  private readonly zone = inject(TimeZone).zone;

  /** For where nobody has read yet how long records are kept. */
  async askAfterReading(): Promise<void> {
    try {
      const storage = this.http.get<AuditStorage>('/api/admin/logs/storage');
      if (await this.ask(await firstValueFrom(storage))) await this.purge();
    } catch (error) {
      this.toasts.failed('The log was not purged.', problemOf(error));
    }
  }

  /** Whether the operator wants it. */
  async ask(storage: AuditStorage): Promise<boolean> {
    const { retentionDays, rows, bytes, oldestAt } = storage;
    const limit = new Date(Date.now() - retentionDays * 86_400_000);
    const confirmed = await this.confirm.ask({
      title: 'Purge the audit log now?',
      consequences: [
        `Records older than ${formatCount(retentionDays, 'day')} are deleted for good, as the daily purge would do.`,
        'Newer records stay. Export what you still need first.',
      ],
      affected: [
        `Everything before ${formatShort(limit, this.zone())}`,
        oldestAt === null
          ? 'The log holds no records yet'
          : `The log holds about ${formatCount(rows, 'record')} in ${formatBytes(bytes)}, the oldest from ${formatShort(new Date(oldestAt), this.zone())}`,
      ],
      confirm: 'Purge old records',
      isDangerous: true,
    });
    return confirmed !== undefined;
  }

  /** Says how it went. It may take a while on a large log. */
  async purge(): Promise<void> {
    try {
      const run = await firstValueFrom(
        this.http.post<RetentionRun>('/api/admin/logs/purge', {}, { timeout: 600_000 }),
      );
      if (run.error !== null)
        this.toasts.failed('The purge did not finish.', { message: run.error });
      else
        this.toasts.succeeded(
          `Purged: ${formatCount(run.partitionsDropped, 'day')} and ${formatCount(run.rowsDeleted, 'record')}, ${formatBytes(run.bytesFreed)} freed.`,
        );
    } catch (error) {
      this.toasts.failed('The log was not purged.', problemOf(error));
    }
  }
}
