import { inject, Injectable } from '@angular/core';
import { Confirm } from '../ui/confirm';
import { downloadFrom } from '../ui/download';
import { formatCount, formatNumber } from '../ui/format';
import { AuditStore } from './audit-store';

/** Takes what the filters find out of the console, after saying how much that is. */
@Injectable()
export class AuditExport {
  private readonly confirm = inject(Confirm);
  private readonly store = inject(AuditStore);

  async ask(format: 'jsonl' | 'csv'): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: format === 'jsonl' ? 'Export whole records?' : 'Export the list?',
      consequences: [
        format === 'jsonl'
          ? 'Each line is one record as JSON, with its prompt and its answer. Whoever has the file can read them.'
          : 'Each line is one request with every column there is and the first characters of its prompt, without bodies.',
        'The export is recorded in the admin events with its filters.',
      ],
      affected: [this.howMany(), this.filters()],
      confirm: format === 'jsonl' ? 'Export JSONL' : 'Export CSV',
    });
    if (confirmed) downloadFrom(this.store.downloadAddress(format));
  }

  private howMany(): string {
    const counted = this.store.counted();
    if (counted === undefined) return 'An unknown number of requests: they were not counted yet';
    return counted.hasMore
      ? `More than ${formatNumber(counted.count)} requests; the file may be large`
      : formatCount(counted.count, 'request');
  }

  private filters(): string {
    const filters = Object.entries(this.store.filter()).map(([name, value]) => `${name}=${value}`);
    return filters.length === 0 ? 'All that is kept, without a filter' : filters.join(', ');
  }
}
