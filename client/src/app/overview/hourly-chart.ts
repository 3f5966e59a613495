import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { formatNumber } from '../ui/format';
import type { HourTotals } from './usage-totals';

const height = 132;
const barWidth = 20;
const step = 26;

/** Requests of the day, hour by hour, errors at the foot of each bar; the same as a table for those who want numbers. */
@Component({
  selector: 'app-hourly-chart',
  templateUrl: './hourly-chart.html',
  styleUrl: './hourly-chart.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HourlyChart {
  readonly hours = input.required<readonly HourTotals[]>();

  protected readonly height = height;
  protected readonly width = step * 24;
  protected readonly barWidth = barWidth;
  protected readonly format = formatNumber;
  protected readonly peak = computed(() =>
    Math.max(1, ...this.hours().map((hour) => hour.requests)),
  );
  protected readonly busyHours = computed(() => this.hours().filter((hour) => hour.requests > 0));

  protected readonly bars = computed(() =>
    this.hours().map(({ hour, requests, errors }) => {
      const whole = this.heightOf(requests);
      const failed = this.heightOf(errors);
      return {
        hour,
        x: hour * step + (step - barWidth) / 2,
        good: { y: height - whole, height: whole - failed },
        failed: { y: height - failed, height: failed },
        title: `${this.nameOf(hour)}: ${formatNumber(requests)} requests, ${formatNumber(errors)} errors`,
      };
    }),
  );

  protected readonly summary = computed(
    () =>
      `Requests per hour today, UTC. Busiest hour: ${formatNumber(Math.max(0, ...this.hours().map((hour) => hour.requests)))} requests.`,
  );

  protected nameOf(hour: number): string {
    return `${String(hour).padStart(2, '0')}:00`;
  }

  /** Few are still more than none: at least two pixels. */
  private heightOf(count: number): number {
    return count === 0 ? 0 : Math.max(2, Math.round((count / this.peak()) * (height - 4)));
  }
}
