import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { formatBytes, formatCount } from '../../ui/format';
import { Meter } from '../../ui/meter';
import { Tile } from '../../ui/tile';
import { StorageStore } from './storage-store';

/** What this console itself takes: its data folder, and its tables. */
@Component({
  selector: 'app-console-storage-tile',
  imports: [Meter, Tile],
  template: `<app-tile title="Disk and data folder" [resource]="store.view" [lines]="4">
      @if (store.view.value(); as view) {
        <dl class="facts">
          <dt>Home</dt>
          <dd>
            <code>{{ view.path }}</code>
            @if (view.disk; as disk) {
              <p>{{ bytes(disk.freeBytes) }} free of {{ bytes(disk.totalBytes) }}</p>
              <app-meter [share]="1 - disk.freeBytes / disk.totalBytes" label="Used of its disk" />
            } @else {
              <p class="soft">The disk cannot be asked.</p>
            }
          </dd>
          <dt>Data folder</dt>
          <dd>
            <code>{{ view.dataFolder.path }}</code>
            @if (view.dataFolder.bytes !== null) {
              <p>
                {{ view.dataFolder.isComplete ? '' : 'at least '
                }}{{ bytes(view.dataFolder.bytes) }} in
                {{ count(view.dataFolder.files ?? 0, 'file') }}
              </p>
            } @else {
              <p class="soft">It cannot be read.</p>
            }
          </dd>
        </dl>
      }
    </app-tile>
    <app-tile title="Tables of PostgreSQL" [resource]="store.postgres" [lines]="6">
      <p tileActions class="caption soft">{{ total() }}</p>
      @if (store.postgres.value(); as postgres) {
        <table class="table" aria-label="Tables">
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" class="number">Size</th>
            </tr>
          </thead>
          <tbody>
            @for (table of postgres.tables; track table.name) {
              <tr>
                <td>
                  <code>{{ table.name }}</code>
                  @if (table.parts > 1) {
                    <span class="caption soft"> in {{ count(table.parts, 'part') }}</span>
                  }
                </td>
                <td class="number">{{ bytes(table.bytes) }}</td>
              </tr>
            }
          </tbody>
        </table>
      }
    </app-tile>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: var(--space-4);
    }
    dd,
    td {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConsoleStorageTile {
  protected readonly store = inject(StorageStore);
  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
  protected readonly total = computed(() => {
    const postgres = this.store.postgres.value();
    return postgres ? `${formatBytes(postgres.bytes)} in all` : '';
  });
}
