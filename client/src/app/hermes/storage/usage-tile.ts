import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { formatBytes, formatCount, formatNumber, formatShare } from '../../ui/format';
import { Meter } from '../../ui/meter';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { StorageStore } from './storage-store';
import { areaNames } from './storage-wording';

/** What each area of the home takes, largest first, and how much of it was counted. */
@Component({
  selector: 'app-storage-usage-tile',
  imports: [Meter, Tile, TimeStamp],
  template: `<app-tile title="Files of the profile" [resource]="store.view" [lines]="8">
    <p tileActions class="caption soft" role="status">{{ state() }}</p>
    @if (home(); as home) {
      @if (rows().length > 0) {
        <div class="table-frame plain">
          <table class="table" aria-label="Areas">
            <thead>
              <tr>
                <th scope="col">Area</th>
                <th scope="col" class="bar"><span class="visually-hidden">Share, drawn</span></th>
                <th scope="col" class="number">Share</th>
                <th scope="col" class="number">Size</th>
                <th scope="col" class="number files">Files</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.area) {
                <tr>
                  <th scope="row">{{ row.name }}</th>
                  <td class="bar">
                    <app-meter
                      [share]="row.share"
                      [isLimit]="false"
                      [label]="'Share of ' + row.name"
                    />
                  </td>
                  <td class="number">{{ shareWords(row.share) }}</td>
                  <td class="number">{{ bytes(row.bytes) }}</td>
                  <td class="number files">{{ number(row.files) }}</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      } @else {
        <p class="soft">There are no files here (yet).</p>
      }
      @for (problem of home.problems; track problem) {
        <p class="caption">{{ problem }}</p>
      }
      <p class="caption soft">
        Counted <app-time [at]="home.countedAt" />.
        @if (home.links > 0) {
          {{ links() }} not followed.
        }
      </p>
    } @else {
      <p class="soft">Not counted yet; what is known appears here as it is counted.</p>
    }
  </app-tile>`,
  styles: `
    .plain {
      border: 0;
      border-radius: 0;
    }
    .table tbody th {
      height: var(--row-height);
      color: inherit;
      font-size: inherit;
      font-weight: var(--weight-normal);
      white-space: normal;
    }
    .bar {
      width: 40%;
    }
    p {
      margin-top: var(--space-2);
    }
    @media (max-width: 599px) {
      .bar,
      .files {
        display: none;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StorageUsageTile {
  protected readonly store = inject(StorageStore);
  protected readonly bytes = formatBytes;
  protected readonly number = formatNumber;
  protected readonly shareWords = formatShare;
  protected readonly home = computed(() => this.store.view.value()?.home ?? undefined);
  protected readonly links = computed(() => formatCount(this.home()?.links ?? 0, 'link'));

  protected readonly rows = computed(() => {
    const home = this.home();
    if (!home) return [];
    const share = (bytes: number) => (home.bytes > 0 ? bytes / home.bytes : 0);
    return home.areas
      .map((area) => ({ ...area, name: areaNames[area.area], share: share(area.bytes) }))
      .sort((one, other) => other.bytes - one.bytes);
  });
  protected readonly state = computed(() => {
    const home = this.home();
    if (!home) return '';
    const words = `${formatBytes(home.bytes)} in ${formatCount(home.files, 'file')}`;
    if (home.isCounting) return `${words} so far, still counting…`;
    return home.isComplete ? words : `At least ${words}`;
  });
}
