import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AuditSummary } from '../../../../server/audit/audit.contract';
import { Badge } from '../ui/badge';
import { formatBytes, formatDuration, formatNumber } from '../ui/format';
import { TimeStamp } from '../ui/time-stamp';
import { outcomeOf } from './audit-wording';

@Component({
  selector: 'app-audit-table',
  imports: [Badge, RouterLink, TimeStamp],
  templateUrl: './audit-table.html',
  styleUrl: './audit-table.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditTable {
  readonly requests = input.required<readonly AuditSummary[]>();
  readonly openId = input<string>();

  protected readonly outcomeOf = outcomeOf;
  protected readonly number = formatNumber;
  protected readonly duration = formatDuration;
  protected readonly bytes = formatBytes;
}
