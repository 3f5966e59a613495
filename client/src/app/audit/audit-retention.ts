import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AuditStorage } from '../../../../server/audit/audit.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { AuditPurge } from '../overview/audit-purge';
import { Session } from '../session/session';
import { formatBytes, formatCount } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';

/** What the log holds, how long it is kept, what was lost, and the purge by hand. */
@Component({
  selector: 'app-audit-retention',
  imports: [MatButton, Tile, TimeStamp],
  template: `<app-tile title="Retention" [resource]="resource" [lines]="1">
    @if (resource.value(); as storage) {
      <div class="line">
        <dl>
          <div>
            <dt class="soft">Holds</dt>
            <dd>about {{ count(storage.rows, 'record') }}, {{ bytes(storage.bytes) }}</dd>
          </div>
          <div>
            <dt class="soft">Oldest</dt>
            <dd>
              @if (storage.oldestAt; as at) {
                <app-time [at]="at" />
              } @else {
                none yet
              }
            </dd>
          </div>
          <div>
            <dt class="soft">Kept for</dt>
            <dd>{{ count(storage.retentionDays, 'day') }}</dd>
          </div>
          <div>
            <dt class="soft">Next purge</dt>
            <dd>
              @if (storage.nextRunAt; as at) {
                <app-time [at]="at" />
              } @else {
                not scheduled
              }
            </dd>
          </div>
          <div>
            <dt class="soft">Bodies kept up to</dt>
            <dd>{{ bytes(storage.maxBodyBytes) }}</dd>
          </div>
          @if (gaps(); as text) {
            <div>
              <dt class="soft">Gaps</dt>
              <dd class="gap">{{ text }}</dd>
            </div>
          }
        </dl>
        @if (session.canChange()) {
          <button
            type="button"
            matButton="outlined"
            [disabled]="isPurging()"
            (click)="purge(storage)"
          >
            {{ isPurging() ? 'Purging…' : 'Purge now…' }}
          </button>
        }
      </div>
    }
  </app-tile>`,
  styles: `
    .line,
    dl {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-3) var(--space-6);
      font-size: var(--text-table);
    }
    .line {
      justify-content: space-between;
    }
    dt {
      font-size: var(--text-caption);
    }
    .gap {
      color: var(--color-bad);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditRetention {
  protected readonly session = inject(Session);
  private readonly auditPurge = inject(AuditPurge);

  protected readonly resource = liveOrPoll<AuditStorage>(
    () => ({ url: '/api/admin/logs/storage' }),
    ['retention'],
    60_000,
  );
  protected readonly isPurging = signal(false);
  protected readonly gaps = computed(() => {
    const count = this.resource.value()?.gaps.length ?? 0;
    return count === 0 ? undefined : `${formatCount(count, 'gap')} noticed, see Overview`;
  });
  protected readonly count = formatCount;
  protected readonly bytes = formatBytes;

  protected async purge(storage: AuditStorage): Promise<void> {
    if (!(await this.auditPurge.ask(storage))) return;
    this.isPurging.set(true);
    await this.auditPurge.purge();
    this.resource.reload();
    this.isPurging.set(false);
  }
}
