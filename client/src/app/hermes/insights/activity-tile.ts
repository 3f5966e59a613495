import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Chart } from '../../ui/chart';
import { Tile } from '../../ui/tile';
import { InsightsStore } from './insights-store';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);

/** When sessions begin: by the day of the week and the hour of the day. */
@Component({
  selector: 'app-activity-tile',
  imports: [Chart, Tile],
  template: `<app-tile title="When sessions begin" [resource]="store.estimate" [lines]="7">
    <app-chart
      kind="bar"
      categoryName="Weekday"
      label="Sessions by weekday"
      [heightRem]="8"
      [categories]="weekdays"
      [series]="[{ name: 'Sessions', values: byWeekday() }]"
    />
    <app-chart
      kind="bar"
      categoryName="Hour"
      label="Sessions by hour of the day"
      [heightRem]="8"
      [categories]="hours"
      [series]="[{ name: 'Sessions', values: byHour() }]"
    />
  </app-tile>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ActivityTile {
  protected readonly store = inject(InsightsStore);
  protected readonly weekdays = weekdays;
  protected readonly hours = hours;
  protected readonly byWeekday = computed(() => this.store.estimate.value()?.weekdays ?? []);
  protected readonly byHour = computed(() => this.store.estimate.value()?.hours ?? []);
}
