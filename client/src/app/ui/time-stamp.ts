import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injectable,
  input,
  signal,
} from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { formatAbsolute, formatRelative, formatShort } from './format';
import { TimeZone } from './time-zone';

/** The time of day for everything that says "ago", kept to ten seconds. */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly time = signal(new Date());
  readonly now = this.time.asReadonly();

  constructor() {
    setInterval(() => this.time.set(new Date()), 10_000);
  }
}

/** A moment, relative, as a short date, or both, in the operator's zone; the exact time lies behind it. */
@Component({
  selector: 'app-time',
  imports: [MatTooltip],
  template: `<time [attr.datetime]="at()" [matTooltip]="absolute()"
    >{{ text() }}
    @if (isBoth()) {
      <span class="soft">{{ relative() }}</span>
    }
  </time>`,
  styles: `
    :host {
      white-space: nowrap;
    }
    .soft {
      margin-left: 0.4em;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TimeStamp {
  private readonly clock = inject(Clock);
  private readonly zone = inject(TimeZone).zone;
  /** ISO 8601. */
  readonly at = input.required<string>();
  readonly as = input<'relative' | 'short' | 'both'>('relative');

  protected readonly isBoth = computed(() => this.as() === 'both');
  private readonly date = computed(() => new Date(this.at()));
  protected readonly absolute = computed(() => formatAbsolute(this.date(), this.zone()));
  protected readonly relative = computed(() => formatRelative(this.date(), this.clock.now()));
  protected readonly text = computed(() =>
    this.as() === 'relative' ? this.relative() : formatShort(this.date(), this.zone()),
  );
}
