import { ChangeDetectionStrategy, Component } from '@angular/core';
import { Badge } from '../ui/badge';
import { Chart } from '../ui/chart';
import type { ChartSeries } from '../ui/chart-data';
import { formatDuration } from '../ui/format';
import { Meter } from '../ui/meter';
import { Sparkline } from '../ui/sparkline';
import { StatTile } from '../ui/stat-tile';
import { TimeStamp } from '../ui/time-stamp';
import { TimeZoneSelect } from '../ui/time-zone';

const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
const wave = (from: number, by: number): number[] =>
  hours.map((_, hour) => Math.round(from + by * (1 + Math.sin(hour / 3.1)) + ((hour * 37) % 11)));

/** Numbers, their course, and times. */
@Component({
  selector: 'app-design-numbers',
  imports: [Badge, Chart, Meter, Sparkline, StatTile, TimeStamp, TimeZoneSelect],
  template: `<section aria-labelledby="design-stats" class="quads">
      <h2 id="design-stats">Numbers</h2>
      <app-stat-tile
        label="Requests"
        value="12,345"
        note="12 % more than yesterday"
        noteIcon="up"
        link="/design"
        courseLabel="Requests by hour, rising"
        [course]="course"
      />
      <app-stat-tile
        label="Errors"
        value="7"
        note="3 in the last hour"
        noteIcon="warning"
        tone="bad"
        courseLabel="Errors by hour, with a gap at noon"
        [course]="gapped"
      />
      <app-stat-tile label="Latency, p95" value="1.4" unit="s" note="As usual" tone="good" />
      <app-stat-tile label="Open streams" [value]="undefined" />
    </section>
    <section aria-labelledby="design-charts" class="pair">
      <h2 id="design-charts">Charts</h2>
      <div class="panel padded">
        <h3>Tokens by hour</h3>
        <app-chart
          kind="stacked"
          label="Tokens by hour today, stacked by model"
          categoryName="Hour"
          [categories]="hours"
          [series]="stacked"
          [isLastPartial]="true"
        />
      </div>
      <div class="panel padded">
        <h3>Latency</h3>
        <app-chart
          kind="line"
          label="Latency by hour today"
          categoryName="Hour"
          [categories]="hours"
          [series]="lines"
          [format]="duration"
        />
      </div>
      <div class="panel padded">
        <h3>Requests and errors</h3>
        <app-chart
          kind="bar"
          label="Requests and errors by hour"
          [categories]="hours"
          [series]="bars"
        />
      </div>
    </section>
    <section aria-labelledby="design-small" class="pair">
      <h2 id="design-small">Small things</h2>
      <div class="panel padded stack">
        <div class="button-row">
          <app-badge tone="good" icon="check">Healthy</app-badge>
          <app-badge tone="warning" icon="warning">Restart needed</app-badge>
          <app-badge tone="bad" icon="error">Failed</app-badge>
          <app-badge tone="note" icon="running">Running</app-badge>
          <app-badge icon="clock">Idle</app-badge>
        </div>
        <app-meter label="A third used" [share]="0.33" />
        <app-meter label="Nearly used up" [share]="0.85" />
        <app-meter label="Used up" [share]="1.2" />
        <app-sparkline label="A course" [values]="gapped" />
      </div>
      <div class="panel padded stack">
        <p>Relative: <app-time [at]="moment" /></p>
        <p>Short: <app-time as="short" [at]="moment" /></p>
        <p>Both: <app-time as="both" [at]="moment" /></p>
        <app-time-zone-select />
      </div>
    </section>`,
  styles: `
    .padded {
      padding: var(--space-4);
    }
    .stack {
      display: grid;
      gap: var(--space-3);
    }
    .quads {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
      gap: var(--space-4);
    }
    .quads h2 {
      grid-column: 1 / -1;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DesignNumbers {
  protected readonly hours = hours;
  protected readonly course = wave(20, 40);
  protected readonly gapped = wave(0, 5).map((value, hour) => (hour === 12 ? null : value));
  protected readonly stacked: readonly ChartSeries[] = [
    { name: 'Hermes-4-70B', values: wave(100, 80) },
    { name: 'Hermes-4-405B', values: wave(40, 60) },
    { name: 'others', values: wave(10, 20) },
  ];
  protected readonly lines: readonly ChartSeries[] = [
    { name: 'p50', values: wave(200, 90) },
    { name: 'p95', values: wave(600, 400).map((value, hour) => (hour === 12 ? null : value)) },
  ];
  protected readonly bars: readonly ChartSeries[] = [
    { name: 'Requests', values: wave(50, 30) },
    { name: 'Errors', values: wave(0, 4), tone: 'bad' },
  ];
  protected readonly duration = formatDuration;
  protected readonly moment = new Date(Date.now() - 4_000_000).toISOString();
}
