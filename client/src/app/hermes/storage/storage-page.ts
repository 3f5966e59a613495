import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { PageHeader } from '../../ui/page-header';
import { BackupsTile } from './backups-tile';
import { CleanUpsTile } from './clean-ups-tile';
import { ConsoleStorageTile } from './console-storage-tile';
import { StorageDatabasesTile } from './databases-tile';
import { StorageActions } from './storage-actions';
import { StorageStore } from './storage-store';
import { StorageTrendTile } from './trend-tile';
import { StorageUsageTile } from './usage-tile';

/** What takes room, what may go, and what was put aside. */
@Component({
  selector: 'app-storage-page',
  imports: [
    BackupsTile,
    CleanUpsTile,
    ConsoleStorageTile,
    PageHeader,
    StorageDatabasesTile,
    StorageTrendTile,
    StorageUsageTile,
  ],
  template: `<app-page-header
      title="Storage"
      [summary]="store.view.value()?.path ?? 'What takes room, what may go, what was put aside'"
    />
    <div class="tiles">
      <div class="column">
        <app-storage-usage-tile />
        <app-clean-ups-tile />
        <app-backups-tile />
      </div>
      <div class="column">
        <app-storage-trend-tile />
        <app-storage-databases-tile />
        <app-console-storage-tile />
      </div>
    </div>`,
  styles: `
    :host,
    .column {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: var(--space-4);
    }
    .tiles {
      display: grid;
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
      gap: var(--space-4);
    }
    @media (max-width: 1099px) {
      .tiles {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
  providers: [StorageActions, StorageStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StoragePage {
  protected readonly store = inject(StorageStore);
}
