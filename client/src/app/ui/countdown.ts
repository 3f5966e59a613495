import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { formatAbsolute, formatRemaining } from './format';
import { Clock } from './time-stamp';
import { TimeZone } from './time-zone';

/** How long it is until a moment, and what to say once it has passed; the exact time lies behind it. */
@Component({
  selector: 'app-countdown',
  imports: [MatTooltip],
  template: `<time [attr.datetime]="until()" [matTooltip]="absolute()">{{ text() }}</time>`,
  styles: `
    :host {
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Countdown {
  private readonly clock = inject(Clock);
  private readonly zone = inject(TimeZone).zone;
  /** ISO 8601. */
  readonly until = input.required<string>();
  readonly past = input.required<string>();

  private readonly date = computed(() => new Date(this.until()));
  protected readonly absolute = computed(() => formatAbsolute(this.date(), this.zone()));
  protected readonly text = computed(() => {
    const left = this.date().getTime() - this.clock.now().getTime();
    return left > 0 ? formatRemaining(left) : this.past();
  });
}
