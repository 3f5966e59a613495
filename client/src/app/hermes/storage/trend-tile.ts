import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Chart } from '../../ui/chart';
import { formatBytes, formatShort } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { TimeZone } from '../../ui/time-zone';
import { StorageStore } from './storage-store';

/** How a home grew, as far as it was noted. */
@Component({
  selector: 'app-storage-trend-tile',
  imports: [Chart, Tile],
  template: `<app-tile title="Growth" [resource]="store.trend" [lines]="5">
    @if (trend(); as trend) {
      @if (trend.samples.length > 1) {
        <app-chart
          kind="line"
          label="What the profile took"
          [categories]="times()"
          [series]="series()"
          [format]="bytes"
        />
      } @else {
        <p class="soft">
          {{ trend.samples.length === 1 ? 'One sample so far.' : 'No samples so far.' }}
          What the profile takes is noted every {{ trend.everyHours }} hours and kept for
          {{ trend.keptDays }} days; two samples make a line.
        </p>
      }
    }
  </app-tile>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StorageTrendTile {
  private readonly zone = inject(TimeZone).zone;
  protected readonly store = inject(StorageStore);
  protected readonly bytes = formatBytes;
  protected readonly trend = this.store.trend.value;
  protected readonly times = computed(() =>
    (this.trend()?.samples ?? []).map(({ at }) => formatShort(new Date(at), this.zone())),
  );
  protected readonly series = computed(() => [
    { name: 'Size', values: (this.trend()?.samples ?? []).map(({ bytes }) => bytes) },
  ]);
}
