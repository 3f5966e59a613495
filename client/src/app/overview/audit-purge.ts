import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { AuditStorage, RetentionRun } from '../../../../server/audit/audit.contract';
import { Confirm } from '../ui/confirm-dialog';
import { formatBytes, formatCount } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';

/** The purge of the audit log by hand, from the question to the result. */
@Injectable({ providedIn: 'root' })
export class AuditPurge {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);

  /** For where nobody has read yet how long records are kept. */
  async askAfterReading(): Promise<void> {
    try {
      const storage = this.http.get<AuditStorage>('/api/admin/logs/storage');
      if (await this.ask((await firstValueFrom(storage)).retentionDays)) await this.purge();
    } catch (error) {
      this.toasts.failed('The log was not purged.', problemOf(error));
    }
  }

  /** Whether the operator wants it. */
  async ask(retentionDays: number): Promise<boolean> {
    const confirmed = await this.confirm.ask({
      title: 'Purge the audit log now?',
      consequences: [
        `Records older than ${formatCount(retentionDays, 'day')} are deleted for good, as the daily purge would do.`,
        'Newer records stay. Download what you still need first.',
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
