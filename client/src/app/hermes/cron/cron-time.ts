import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { formatAbsolute, formatRelative } from '../../ui/format';
import { Clock } from '../../ui/time-stamp';

const formats = new Map<string, Intl.DateTimeFormat>();

/** `Mon 23 Nov, 09:00 CET`: as clocks show it where Hermes reads its schedules. */
export function zonedTime(at: string, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
    formats.set(zone, format);
  }
  return format.format(new Date(at));
}

/** A moment of a job, relative and in the zone of Hermes; UTC and the browser's own time lie behind it. */
@Component({
  selector: 'app-cron-time',
  imports: [MatTooltip],
  template: `<time [attr.datetime]="at()" [matTooltip]="elsewhere()">
    @if (isRelative()) {
      <span>{{ relative() }}</span>
    }
    @if (isAbsolute()) {
      <span [class.soft]="isRelative()" [class.caption]="isRelative()">{{ zoned() }}</span>
    }
  </time>`,
  styles: `
    time {
      display: inline-grid;
      white-space: nowrap;
    }
    /* In a card there is one line for it. */
    @media (max-width: 699px) {
      time {
        display: inline-flex;
        align-items: baseline;
        gap: 0.5em;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CronTime {
  private readonly clock = inject(Clock);
  /** ISO 8601. */
  readonly at = input.required<string>();
  /** IANA name. */
  readonly zone = input.required<string>();
  readonly as = input<'both' | 'relative' | 'absolute'>('both');

  protected readonly isRelative = computed(() => this.as() !== 'absolute');
  protected readonly isAbsolute = computed(() => this.as() !== 'relative');
  private readonly date = computed(() => new Date(this.at()));
  protected readonly relative = computed(() => formatRelative(this.date(), this.clock.now()));
  protected readonly zoned = computed(() => zonedTime(this.at(), this.zone()));
  protected readonly elsewhere = computed(() => `In this browser: ${formatAbsolute(this.date())}`);
}
