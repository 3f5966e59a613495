import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { AuditStorage } from '../../../../server/audit/audit.contract';
import { Session } from '../session/session';
import { formatBytes, formatCount, formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { AuditPurge } from './audit-purge';
import { OverviewStore } from './overview-store';

/** What the audit log holds, until when, and the purge by hand. */
@Component({
  selector: 'app-retention-tile',
  imports: [MatButton, RouterLink, Tile, TimeStamp],
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
  private readonly auditPurge = inject(AuditPurge);

  protected readonly isPurging = signal(false);
  protected readonly database = computed(() => this.store.system.value()?.database);
  protected readonly dataFolder = computed(() => this.store.system.value()?.dataFolder);
  protected readonly lastRun = computed(() => this.store.storage.value()?.runs[0]);
  protected readonly count = formatCount;
  protected readonly number = formatNumber;
  protected readonly bytes = formatBytes;

  protected async purge(storage: AuditStorage): Promise<void> {
    if (!(await this.auditPurge.ask(storage))) return;
    this.isPurging.set(true);
    await this.auditPurge.purge();
    this.store.storage.reload();
    this.isPurging.set(false);
  }
}
