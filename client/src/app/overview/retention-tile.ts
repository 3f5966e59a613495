import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../session/session';
import { Confirm } from '../ui/confirm-dialog';
import { formatBytes, formatCount, formatNumber } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { Toasts } from '../ui/toasts';
import { OverviewStore } from './overview-store';

/** What the audit log holds, until when, and the purge by hand. */
@Component({
  selector: 'app-retention-tile',
  imports: [MatButton, Tile, TimeStamp],
  templateUrl: './retention-tile.html',
  styles: `
    :host {
      display: grid;
    }
    button {
      margin-top: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RetentionTile {
  protected readonly session = inject(Session);
  protected readonly store = inject(OverviewStore);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);

  protected readonly isPurging = signal(false);
  protected readonly lastRun = computed(() => this.store.storage.value()?.runs[0]);
  protected readonly count = formatCount;
  protected readonly number = formatNumber;
  protected readonly bytes = formatBytes;

  protected async purge(retentionDays: number): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: 'Purge the audit log now?',
      consequences: [
        `Records older than ${formatCount(retentionDays, 'day')} are deleted for good, as the daily purge would do.`,
        'Newer records stay. Download what you still need first.',
      ],
      confirm: 'Purge old records',
      isDangerous: true,
    });
    if (!confirmed) return;
    this.isPurging.set(true);
    try {
      const run = await this.store.purge();
      if (run.error !== null)
        this.toasts.failed('The purge did not finish.', { message: run.error });
      else
        this.toasts.succeeded(
          `Purged: ${formatCount(run.partitionsDropped, 'day')} and ${formatCount(run.rowsDeleted, 'record')}, ${formatBytes(run.bytesFreed)} freed.`,
        );
    } catch (error) {
      this.toasts.failed('The log was not purged.', problemOf(error));
    } finally {
      this.isPurging.set(false);
    }
  }
}
