import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AuditRecordView, UsageSource } from '../../../../server/audit/audit.contract';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { formatAbsolute, formatBytes, formatDuration, formatNumber } from '../ui/format';
import { TimeStamp } from '../ui/time-stamp';
import { TimeZone } from '../ui/time-zone';
import { outcomeOf } from './audit-wording';

/** Everything about a request but its bodies. */
@Component({
  selector: 'app-audit-record-facts',
  imports: [Badge, CopyButton, RouterLink, TimeStamp],
  templateUrl: './audit-record-facts.html',
  styleUrl: './audit-record-facts.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditRecordFacts {
  private readonly zone = inject(TimeZone).zone;
  readonly record = input.required<AuditRecordView>();

  protected readonly outcome = computed(() => outcomeOf(this.record()));
  protected readonly number = formatNumber;
  protected readonly bytes = formatBytes;
  protected readonly usageSources: Record<UsageSource, string> = {
    upstream: 'counted by the upstream',
    estimated: 'estimated, the upstream did not say',
    none: 'not known',
  };

  protected absolute(iso: string): string {
    return formatAbsolute(new Date(iso), this.zone());
  }

  protected duration(milliseconds: number | null): string {
    return milliseconds === null ? '–' : formatDuration(milliseconds);
  }
}
